#include "messages/listener_json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

TEST(DeliveryJson, overrides_only_what_it_names) {
  delivery_options defaults;
  defaults.concurrency = 3;

  auto applied = apply_delivery(R"({"timeout":"5s","max_attempts":2})", defaults);

  ASSERT_TRUE(applied);
  EXPECT_EQ(applied->timeout, 5s);
  EXPECT_EQ(applied->max_attempts, 2u);
  EXPECT_EQ(applied->concurrency, 3u);
  EXPECT_EQ(applied->first_delay, 5s);
  EXPECT_EQ(applied->max_delay, 6h);
}

TEST(DeliveryJson, may_override_everything_or_nothing) {
  auto all = apply_delivery(R"({"timeout":"1ms","max_attempts":1000,"concurrency":1024,)"
                            R"("first_delay":"1d","max_delay":"7d"})",
                            {});

  ASSERT_TRUE(all);
  EXPECT_EQ(all->timeout, 1ms);
  EXPECT_EQ(all->max_attempts, 1000u);
  EXPECT_EQ(all->concurrency, 1024u);
  EXPECT_EQ(all->first_delay, 24h);
  EXPECT_EQ(all->max_delay, 7 * 24h);
  EXPECT_TRUE(apply_delivery("", {}));
  EXPECT_TRUE(apply_delivery("{}", {}));
}

TEST(DeliveryJson, is_refused_by_key_value_and_range) {
  struct {
    std::string delivery;
    std::string words;
  } const table[] = {
      {R"({"timeout":5})", "delivery.timeout: must be a duration in quotes"},
      {R"({"timeout":null})", "is null"},
      {R"({"timeout":"soon"})", "delivery.timeout: 'soon' is not a duration"},
      {R"({"timeout":"0s"})", "delivery.timeout: '0s' is out of range: it takes 1ms to 1h"},
      {R"({"timeout":"61m"})", "'61m' is out of range"},
      {R"({"first_delay":"2d"})", "delivery.first_delay: '2d' is out of range: it takes 1ms to 1d"},
      {R"({"max_delay":"8d"})", "delivery.max_delay: '8d' is out of range: it takes 1ms to 7d"},
      {R"({"max_attempts":0})", "delivery.max_attempts: must be a whole number from 1 to 1000"},
      {R"({"max_attempts":-1})", "the number -1"},
      {R"({"max_attempts":1.5})", "the number 1.5"},
      {R"({"max_attempts":"12"})", "the string '12'"},
      {R"({"max_attempts":99999999999999999999})", "must be a whole number"},
      {R"({"concurrency":1025})", "delivery.concurrency: must be a whole number from 1 to 1024"},
      {R"({"timout":"5s"})", "delivery: there is no 'timout' in it; did you mean 'timeout'?"},
      {R"([])", "delivery: must be a JSON object, is an array"},
      {R"({"timeout":)", "delivery: not a JSON object: at byte 11"},
      {R"({"max_attempts":1e400})", "delivery: holds a number that is too large"},
  };

  for (const auto& [delivery, words] : table) {
    auto applied = apply_delivery(delivery, {});

    ASSERT_FALSE(applied) << delivery;
    EXPECT_EQ(applied.error().code, errc::invalid_listener);
    EXPECT_NE(applied.error().detail.find(words), std::string::npos) << applied.error().detail;
  }
}

} // namespace
} // namespace fanfare
