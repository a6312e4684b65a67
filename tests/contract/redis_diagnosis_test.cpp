#include "storage/store.hpp"
#include "tests/contract/must.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

namespace {

using words = std::vector<std::string>;

/// A store in a Redis that is set up well, until a test says otherwise.
class RedisDiagnosis : public testing::Test {
protected:
  /// Looks anew; every finding that is not ok must say what to do.
  const std::vector<finding>& look() {
    found = store->diagnose();
    for (const auto& each : found)
      EXPECT_EQ(each.advice.empty(), each.how == severity::ok) << each.what;
    return found;
  }

  std::vector<std::string> subjects() const {
    std::vector<std::string> all;
    for (const auto& each : found)
      all.push_back(each.subject);
    return all;
  }

  void expect(const std::string& subject, severity how, const words& parts) const {
    const auto one = std::find_if(found.begin(), found.end(),
                                  [&](const finding& each) { return each.subject == subject; });
    ASSERT_NE(one, found.end()) << "nothing is said of the " << subject;
    EXPECT_EQ(one->how, how) << one->what;
    for (const auto& part : parts)
      EXPECT_NE((one->what + "\n" + one->advice).find(part), std::string::npos)
          << "no \"" << part << "\" in: " << one->what << "\n"
          << one->advice;
  }

  std::vector<std::string> in_danger() {
    std::vector<std::string> all;
    for (const auto& each : must(store->dangers()))
      all.push_back(each.subject);
    return all;
  }

  void set(const std::string& name, const std::string& value) {
    ASSERT_EQ(redis.ask({"CONFIG", "SET", name, value}), "OK");
  }

  redis_server redis{{"--appendonly", "yes"}};
  std::unique_ptr<class store> store = must(open_store(redis.url(), store_mode::create));
  std::vector<finding> found;
};

TEST_F(RedisDiagnosis, finds_nothing_wrong_with_a_good_one) {
  look();

  EXPECT_EQ(subjects(), (words{"store", "eviction", "persistence", "store clock"}));
  for (const auto& each : found)
    EXPECT_EQ(each.how, severity::ok) << each.what;
  expect("persistence", severity::ok, {"everysec", "second or two"});
  EXPECT_EQ(in_danger(), words{});
}

TEST_F(RedisDiagnosis, tells_what_each_way_to_persist_may_lose) {
  set("appendfsync", "always");
  look();
  expect("persistence", severity::ok, {"every commit is on the disk"});
  EXPECT_EQ(in_danger(), words{});

  set("appendfsync", "no");
  look();
  expect("persistence", severity::warning, {"appendfsync is no", "power cut", "everysec"});
  EXPECT_EQ(in_danger(), words{"persistence"});

  set("appendonly", "no");
  look();
  expect("persistence", severity::warning,
         {"restart of Redis loses everything", "CONFIG SET appendonly yes", "redis.conf"});
  EXPECT_EQ(in_danger(), words{"persistence"});

  set("save", "3600 1");
  look();
  expect("persistence", severity::warning, {"after its last snapshot", "appendonly yes"});
}

TEST_F(RedisDiagnosis, tells_which_policies_throw_events_away) {
  set("maxmemory-policy", "allkeys-lru");
  look();
  expect("eviction", severity::warning, {"allkeys-lru", "as soon as a maxmemory is set"});
  EXPECT_EQ(in_danger(), words{"eviction"});

  set("maxmemory", "100mb");
  look();
  expect("eviction", severity::problem,
         {"allkeys-lru", "events and listeners", "CONFIG SET maxmemory-policy noeviction"});
  EXPECT_EQ(in_danger(), words{"eviction"});

  // Of our keys only the lease expires: a node that lost it takes it again.
  set("maxmemory-policy", "volatile-lru");
  look();
  expect("eviction", severity::ok, {"volatile-lru", "no event"});
  EXPECT_EQ(in_danger(), words{});
}

TEST_F(RedisDiagnosis, of_all_keys_only_the_lease_expires) {
  must(store->become_node({"alpha", {"http"}}));
  must(store->listeners().put({"l1", "", "http", true, R"({"notifier_type_id":"http"})"}, {}));
  const auto ids = must(store->events().write({.appends = {{"1", ""}, {"2", ""}}}));
  must(store->events().write({.settles = {.settled = ids,
                                          .parks = {{ids[0], "l1", "", {}}},
                                          .dead = {{ids[1], "", "", "no", ""}}}}));
  must(store->broken().put("l2", "broken", ""));

  std::vector<std::string> expiring;
  std::string all = redis.ask({"KEYS", "*fanfare*"});
  for (std::size_t end = 0; (end = all.find('\n')) != std::string::npos; all.erase(0, end + 1))
    if (const auto key = all.substr(0, end); redis.ask({"TTL", key}) != "-1")
      expiring.push_back(key);

  EXPECT_EQ(expiring, words{"fanfare:{0}:owner"});
}

TEST_F(RedisDiagnosis, a_lease_that_was_thrown_away_is_taken_again) {
  must(store->become_node({"alpha", {"http"}}));
  const auto id = must(store->events().write({.appends = {{"1", ""}}})).front();

  redis.ask({"DEL", "fanfare:{0}:owner"});
  must(store->events().write({.settles = {.settled = {id}}}));

  EXPECT_EQ(must(store->events().unsettled()), 0u);
  EXPECT_EQ(redis.ask({"GET", "fanfare:{0}:owner"}).substr(0, 6), "alpha:");
}

TEST_F(RedisDiagnosis, says_so_when_it_may_not_ask) {
  redis.ask({"ACL", "SETUSER", "default", "-config"});
  look();

  EXPECT_EQ(subjects(), (words{"store", "settings", "store clock"}));
  expect("settings", severity::warning, {"nobody knows", "+config|get", "noeviction"});
  EXPECT_EQ(in_danger(), words{"settings"});

  redis.ask({"ACL", "SETUSER", "default", "+config|get"});
  EXPECT_EQ(in_danger(), words{});
}

TEST(RedisDiagnosisOfRented, says_so_when_config_was_taken_away) {
  redis_server redis{{"--rename-command", "CONFIG", ""}};
  const auto store = must(open_store(redis.url(), store_mode::create));

  const auto dangers = must(store->dangers());

  ASSERT_EQ(dangers.size(), 1u);
  EXPECT_EQ(dangers[0].subject, "settings");
}

TEST_F(RedisDiagnosis, names_why_nothing_can_be_written_and_still_looks_at_the_rest) {
  set("maxmemory", "1");
  look();
  expect("store", severity::problem, {"cannot be written to", "maxmemory", "publishing fails"});
  expect("eviction", severity::ok, {"noeviction"});
  set("maxmemory", "0");

  redis.ask({"REPLICAOF", "127.0.0.1", "1"});
  look();
  expect("store", severity::problem, {"cannot be written to", "replica", "primary"});
  expect("persistence", severity::ok, {"everysec"});
  redis.ask({"REPLICAOF", "NO", "ONE"});

  redis.ask({"ACL", "SETUSER", "default", "-hsetnx"});
  look();
  expect("store", severity::problem, {"hsetnx", "ACL SETUSER"});
}

TEST_F(RedisDiagnosis, of_one_that_is_down_is_one_finding) {
  redis.kill_now();

  look();

  EXPECT_EQ(subjects(), words{"store"});
  expect("store", severity::problem, {redis.socket(), "is it running"});
  const auto dangers = store->dangers();
  ASSERT_FALSE(dangers);
  EXPECT_EQ(dangers.error().code, errc::store_unreachable);
}

} // namespace

} // namespace fanfare::test
