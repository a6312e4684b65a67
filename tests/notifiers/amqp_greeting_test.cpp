#include "notifiers/amqp_greeting.hpp"
#include "tests/support/staged_broker.hpp"
#include "tests/support/talking_server.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

amqp_greeting greeted(const std::string& url) {
  const auto broker = amqp_broker::with({.url = url});
  EXPECT_TRUE(broker) << broker.error().detail;
  return greet(*broker, {.connect = 300ms});
}

std::string closed() {
  const talking_server gone;
  return "amqp://localhost:" + std::to_string(gone.port());
}

TEST(AmqpGreeting, tells_which_broker_it_is) {
  staged_manners unknown;
  unknown.product = "";
  const struct {
    staged_manners how;
    const char* said;
  } table[] = {{{}, " is Apache Qpid"},
               {staged_broker::rabbitmq4(), " is RabbitMQ 4"},
               {unknown, " is a broker that fanfare does not know"}};
  for (const auto& [how, said] : table) {
    const staged_broker broker{how};

    const auto got = greeted(broker.url());

    EXPECT_TRUE(got.is_fine) << got.said;
    EXPECT_NE(got.said.find(said), std::string::npos) << got.said;
    EXPECT_EQ(broker.messages().size(), 0u);
  }
}

TEST(AmqpGreeting, goes_from_address_to_address) {
  const staged_broker broker;

  const auto got = greeted(closed() + "," + broker.url());

  EXPECT_TRUE(got.is_fine) << got.said;
}

TEST(AmqpGreeting, tells_what_is_wrong_with_each_address) {
  const talking_server silent;

  const auto got = greeted(closed() + ",amqp://localhost:" + std::to_string(silent.port()));

  EXPECT_FALSE(got.is_fine);
  EXPECT_NE(got.said.find(": could not connect: Connection refused; localhost:"), std::string::npos)
      << got.said;
  EXPECT_NE(got.said.find(": it is there, and says nothing in AMQP within 300ms"),
            std::string::npos)
      << got.said;
}

} // namespace
} // namespace fanfare::test
