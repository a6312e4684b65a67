#include "notifiers/amqp_greeting.hpp"
#include "tests/support/staged_broker.hpp"
#include "tests/support/talking_server.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

std::vector<amqp_greeting> greetings(const std::string& url) {
  const auto broker = amqp_broker::with({.url = url});
  EXPECT_TRUE(broker) << broker.error().detail;
  return greet(*broker, {.connect = 300ms});
}

amqp_greeting greeted(const std::string& url) {
  const auto all = greetings(url);
  return all.empty() ? amqp_greeting{} : all.front();
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

TEST(AmqpGreeting, tells_of_each_address_what_is_there_or_wrong) {
  const staged_broker broker;
  const talking_server silent;

  const auto got = greetings(closed() + "," + broker.url() +
                             ",amqp://localhost:" + std::to_string(silent.port()));

  ASSERT_EQ(got.size(), 3u);
  EXPECT_FALSE(got[0].is_fine);
  EXPECT_NE(got[0].said.find(": could not connect: Connection refused"), std::string::npos)
      << got[0].said;
  EXPECT_TRUE(got[1].is_fine) << got[1].said;
  EXPECT_FALSE(got[2].is_fine);
  EXPECT_NE(got[2].said.find(": it is there, and says nothing in AMQP within 300ms"),
            std::string::npos)
      << got[2].said;
}

} // namespace
} // namespace fanfare::test
