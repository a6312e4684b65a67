#include "tests/notifiers/amqp_attempts.hpp"
#include "tests/notifiers/amqp_rabbitmq.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

TEST(RabbitMq, makes_the_exchange_and_sends_to_it) {
  const auto& broker = the_rabbitmq();
  const auto way = amqp_of(broker.options());

  const auto first = deliver(*way, attempt_of(event_of("repo.sync.start", 1), listener_on("pulp")));

  EXPECT_EQ(first.how, verdict::delivered) << first.detail;
  const auto made = broker.exchange("pulp");
  ASSERT_TRUE(made);
  EXPECT_NE(made->find(R"("type":"topic")"), std::string::npos) << *made;
  EXPECT_NE(made->find(R"("durable":true)"), std::string::npos) << *made;
}

} // namespace
} // namespace fanfare::test
