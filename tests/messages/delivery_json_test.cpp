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

TEST(DeliveryJson, says_what_waits_what_is_dead_and_who_is_given_up) {
  auto all = apply_delivery(R"({"rate":"10/m","delays":["5s","1m","1h"],"max_age":"1d",)"
                            R"("retry_on":[404,"5xx"],"hold":"12h","ordering":"/payload/repo_id",)"
                            R"("parked_max":10,"dead_max":20,"dead_max_age":"7d",)"
                            R"("disable_after":"2d"})",
                            {});

  ASSERT_TRUE(all) << all.error().detail;
  EXPECT_DOUBLE_EQ(all->rate * 60, 10);
  EXPECT_EQ(all->delays, (std::vector<std::chrono::milliseconds>{5s, 1min, 1h}));
  EXPECT_EQ(all->max_age, 24h);
  EXPECT_EQ(all->retry_on, (std::vector<std::string>{"404", "5xx"}));
  EXPECT_EQ(all->hold, 12h);
  EXPECT_EQ(all->ordering, "/payload/repo_id");
  EXPECT_EQ(all->parked_max, 10u);
  EXPECT_EQ(all->dead_max, 20u);
  EXPECT_EQ(all->dead_max_age, 7 * 24h);
  EXPECT_EQ(all->disable_after, 48h);
}

TEST(DeliveryJson, may_switch_off_what_the_defaults_switch_on) {
  const delivery_options busy{
      .delays = {1s}, .rate = 50, .ordering = "event_type", .retry_on = {"4xx"}};

  auto none = apply_delivery(R"({"rate":"","delays":[],"max_age":"0s","retry_on":[],"hold":"0s",)"
                             R"("ordering":"","dead_max_age":"0s","disable_after":"0s"})",
                             busy);

  ASSERT_TRUE(none) << none.error().detail;
  EXPECT_EQ(none->rate, 0);
  EXPECT_TRUE(none->delays.empty());
  EXPECT_TRUE(none->retry_on.empty());
  EXPECT_EQ(none->ordering, "");
  for (const auto& never : {none->max_age, none->hold, none->dead_max_age, none->disable_after})
    EXPECT_EQ(never, 0s);
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
      {R"({"rate":50})", "delivery.rate: must be a rate in quotes, as in \"50/s\", is the number"},
      {R"({"rate":"50"})", "delivery.rate: '50' is not a rate: write a whole number, a slash"},
      {R"({"rate":"0/s"})", "delivery.rate: '0/s' is out of range"},
      {R"({"delays":"5s"})", "delivery.delays: must be a list of durations in quotes, as in"},
      {R"({"delays":["5s",10]})", "delivery.delays: must hold durations in quotes, holds the numb"},
      {R"({"delays":["5s","soon"]})", "delivery.delays: 'soon' is not a duration"},
      {R"({"delays":["0s"]})", "delivery.delays: '0s' is out of range: it takes 1ms to 7d"},
      {R"({"max_age":"366d"})", "delivery.max_age: '366d' is out of range: it takes 0s to 365d"},
      {R"({"retry_on":404})", "delivery.retry_on: must be a list of statuses and classes"},
      {R"({"retry_on":[404.5]})", "delivery.retry_on: must hold statuses and classes"},
      {R"({"retry_on":["4XX"]})", "delivery.retry_on: '4XX' is no status; it takes statuses from"},
      {R"({"retry_on":[200]})", "delivery.retry_on: '200' is a success, which is never tried"},
      {R"({"retry_on":[600]})", "delivery.retry_on: '600' is no status"},
      {R"({"hold":3})", "delivery.hold: must be a duration in quotes"},
      {R"({"ordering":"event-type"})", "did you mean 'event_type'?"},
      {R"({"ordering":"payload/repo_id"})", "delivery.ordering: 'payload/repo_id' is neither"},
      {R"({"ordering":["/payload"]})", "delivery.ordering: must be \"event_type\" or a JSON point"},
      {R"({"parked_max":0})", "delivery.parked_max: must be a whole number from 1 to 10000000"},
      {R"({"dead_max":"many"})", "delivery.dead_max: must be a whole number"},
      {R"({"dead_max_age":"-1d"})", "delivery.dead_max_age: '-1d' is not a duration"},
      {R"({"disable_after":5})", "delivery.disable_after: must be a duration in quotes"},
      {R"({"retry-on":[]})", "there is no 'retry-on' in it; did you mean 'retry_on'?"},
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
