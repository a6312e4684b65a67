#include "engine/options_environment.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

result<options> read(std::vector<const char*> environment) {
  environment.push_back(nullptr);
  options into;
  option_origins origins;
  const auto done = apply_environment(into, origins, environment.data());
  return done ? result<options>{into} : done.error();
}

TEST(OptionsEnvironment, overrides_every_type_of_key) {
  const auto got = read(
      {"FANFARE_NODE_NAME=n1", "FANFARE_DELIVERY_TIMEOUT=2s", "FANFARE_DELIVERY_MAX_ATTEMPTS=3",
       "FANFARE_LIMITS_MAX_EVENTS=4", "FANFARE_SECURITY_ALLOW_NETWORKS=10.0.0.0/8, ::1 ,",
       "FANFARE_LOG_LEVEL=error", "FANFARE_STORE_URL=sqlite:x", "FANFARE_DELIVERY_RATE=10/m",
       "FANFARE_DELIVERY_DELAYS=5s, 1m", "FANFARE_DELIVERY_RETRY_ON=404,5xx",
       "FANFARE_DELIVERY_HOLD=0s", "FANFARE_DELIVERY_ORDERING=event_type"});

  ASSERT_TRUE(got) << got.error().detail;
  EXPECT_EQ(got->node_name, "n1");
  EXPECT_EQ(got->delivery.timeout, 2s);
  EXPECT_EQ(got->delivery.max_attempts, 3u);
  EXPECT_EQ(got->limits.max_events, 4u);
  EXPECT_EQ(got->allow_networks, (std::vector<std::string>{"10.0.0.0/8", "::1"}));
  EXPECT_EQ(got->min_log_level, log_level::error);
  EXPECT_TRUE(got->store_named);
  EXPECT_DOUBLE_EQ(got->delivery.rate * 60, 10);
  EXPECT_EQ(got->delivery.delays, (std::vector<std::chrono::milliseconds>{5s, 1min}));
  EXPECT_EQ(got->delivery.retry_on, (std::vector<std::string>{"404", "5xx"}));
  EXPECT_EQ(got->delivery.hold, 0s);
  EXPECT_EQ(got->delivery.ordering, "event_type");
}

TEST(OptionsEnvironment, empties_a_list_with_an_empty_value) {
  options into;
  option_origins origins;
  into.allow_networks = {"10.0.0.0/8"};
  into.delivery.delays = {1s};
  const char* const environment[] = {
      "FANFARE_SECURITY_ALLOW_NETWORKS=", "FANFARE_DELIVERY_DELAYS=", nullptr};

  ASSERT_TRUE(apply_environment(into, origins, environment));

  EXPECT_TRUE(into.allow_networks.empty());
  EXPECT_TRUE(into.delivery.delays.empty());
}

TEST(OptionsEnvironment, leaves_alone_what_is_not_of_a_section) {
  const auto got = read({"FANFARE_CONFIG=/x", "FANFARE_TEST_REDIS=y", "FANFARE_DEMO=1", "PATH=/bin",
                         "FANFARE_SERVERLESS=1", "NO_EQUALS_SIGN"});

  EXPECT_TRUE(got) << got.error().detail;
}

TEST(OptionsEnvironment, refuses_wrong_values_and_unknown_keys_of_a_section) {
  const std::vector<std::pair<const char*, std::vector<const char*>>> table{
      {"FANFARE_DELIVERY_MAX_ATEMPTS=3",
       {"FANFARE_DELIVERY_MAX_ATEMPTS", "mean 'FANFARE_DELIVERY_MAX_ATTEMPTS'"}},
      {"FANFARE_LOG_COLOUR=no", {"FANFARE_LOG_COLOUR", "no such key"}},
      {"FANFARE_DELIVERY_MAX_ATTEMPTS=three", {"FANFARE_DELIVERY_MAX_ATTEMPTS", "'three'"}},
      {"FANFARE_DELIVERY_MAX_ATTEMPTS=3x", {"'3x'", "a whole number"}},
      {"FANFARE_DELIVERY_MAX_ATTEMPTS=", {"FANFARE_DELIVERY_MAX_ATTEMPTS", "a whole number"}},
      {"FANFARE_DELIVERY_CONCURRENCY=0", {"0 is out of range", "1 to 1024"}},
      {"FANFARE_DELIVERY_TIMEOUT=5", {"FANFARE_DELIVERY_TIMEOUT", "'5'"}},
      {"FANFARE_STORE_URL=", {"FANFARE_STORE_URL", "empty"}},
      {"FANFARE_DELIVERY_RATE=fast", {"FANFARE_DELIVERY_RATE", "'fast' is not a rate"}},
      {"FANFARE_DELIVERY_DELAYS=5s,soon", {"FANFARE_DELIVERY_DELAYS", "'soon'"}},
      {"FANFARE_DELIVERY_RETRY_ON=404,4XX", {"FANFARE_DELIVERY_RETRY_ON", "'4XX'"}},
      {"FANFARE_DELIVERY_ORDERING=type", {"FANFARE_DELIVERY_ORDERING", "'type'"}},
      {"FANFARE_SECURITY_ALLOW_NETWORKS=10.0.0.0/8,nonsense", {"nonsense"}},
  };
  for (const auto& [entry, words] : table) {
    SCOPED_TRACE(entry);

    const auto got = read({entry});

    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::invalid_options);
    for (const auto* word : words)
      EXPECT_NE(got.error().detail.find(word), std::string::npos)
          << word << " is missing in " << got.error().detail;
  }
}

} // namespace
} // namespace fanfare::test
