#include "notifiers/amqp_target.hpp"
#include "tests/notifiers/amqp_attempts.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

TEST(AmqpTarget, may_say_nothing) {
  for (const auto* config : {"{}", R"({"exchange":""})", R"({"exchange":"","ttl":""})"}) {
    const auto got = amqp_target::parse(config);

    ASSERT_TRUE(got) << got.error().detail;
    EXPECT_EQ(got->exchange, "");
    EXPECT_EQ(got->ttl, std::nullopt);
  }
}

TEST(AmqpTarget, says_which_exchange_and_how_long) {
  const auto got = amqp_target::parse(R"({"exchange":"pulp.events","ttl":"5m"})");

  ASSERT_TRUE(got) << got.error().detail;
  EXPECT_EQ(got->exchange, "pulp.events");
  EXPECT_EQ(got->ttl, 5min);
}

TEST(AmqpTarget, names_the_field_that_is_wrong) {
  const struct {
    const char* config;
    const char* said;
  } table[] = {
      {"[]", "notifier_config: must be a JSON object"},
      {"nonsense", "notifier_config: must be a JSON object"},
      {R"({"exchange":7})", "exchange: must be a string, not number"},
      {R"({"exchange":"a/b"})", "exchange: 'a/b' is no name of an exchange"},
      {R"({"exchange":"a b"})", "exchange: 'a b' is no name of an exchange"},
      {R"({"exchange":"\u0000"})", "exchange: '?' is no name of an exchange"},
      {R"({"ttl":60})", "ttl: must be a duration such as \"1h\", not number"},
      {R"({"ttl":"soon"})", "ttl: 'soon' is not a duration"},
      {R"({"ttl":"0s"})", "ttl: 0s is out of range"},
      {R"({"ttl":"46d"})", "ttl: 46d is out of range"},
      {R"({"exchnge":"x"})", "'exchnge': is no field of an amqp listener (exchange, ttl); did you "
                             "mean 'exchange'?"},
  };
  for (const auto& [config, said] : table) {
    const auto got = amqp_target::parse(config);

    ASSERT_FALSE(got) << config;
    EXPECT_EQ(got.error().code, errc::invalid_listener);
    EXPECT_EQ(got.error().detail.substr(0, std::string{said}.size()), said);
  }
}

TEST(AmqpTarget, has_no_exchange_of_more_than_127_bytes) {
  const std::string just(127, 'x');

  EXPECT_TRUE(amqp_target::parse(R"({"exchange":")" + just + R"("})"));
  EXPECT_FALSE(amqp_target::parse(R"({"exchange":")" + just + R"(x"})"));
}

TEST(AmqpTarget, is_checked_again_when_it_is_sent_to) {
  const auto way = amqp_of({.url = "amqp://127.0.0.1:1"});

  const auto end = deliver(*way, attempt_of(event_of("a", 1), listener_on("a/b")));

  EXPECT_EQ(end.how, verdict::retry);
  EXPECT_EQ(end.detail.substr(0, 29), "not sent: exchange: 'a/b' is ") << end.detail;
}

TEST(AmqpNotifier, sends_nothing_without_a_broker) {
  const auto way = amqp_of({});

  const auto end = deliver(*way, attempt_of(event_of("a", 1), listener_on("x")));

  EXPECT_EQ(end.how, verdict::unsent);
  EXPECT_EQ(end.detail, "not sent: there is no broker; [messaging] url names one");
}

} // namespace
} // namespace fanfare::test
