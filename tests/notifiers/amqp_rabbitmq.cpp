#include "tests/notifiers/amqp_rabbitmq.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace fanfare::test {

namespace {

/// Ends with the tests: later, there may be no more to end it with.
class shared_rabbitmq final : public ::testing::Environment {
public:
  void TearDown() override { server.reset(); }

  std::unique_ptr<rabbitmq_server> server;
};

// GoogleTest owns it.
auto* const shared =
    static_cast<shared_rabbitmq*>(::testing::AddGlobalTestEnvironment(new shared_rabbitmq));

} // namespace

rabbitmq_server& the_rabbitmq() {
  if (!shared->server)
    shared->server = std::make_unique<rabbitmq_server>();
  return *shared->server;
}

} // namespace fanfare::test
