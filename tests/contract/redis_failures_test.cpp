#include "storage/redis_store.hpp"
#include "tests/contract/must.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace fanfare::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

template <class T>
void expect_refused(const result<T>& answer, const std::vector<std::string>& words) {
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, errc::store_unreachable);
  for (const auto& word : words)
    EXPECT_NE(answer.error().detail.find(word), std::string::npos)
        << "no \"" << word << "\" in: " << answer.error().detail;
}

/// A Redis that can be made to fail, and a store in it.
class RedisFailures : public testing::Test {
protected:
  static result<std::vector<event_id>> append(class store& to, const std::string& body = "{}") {
    return to.events().write({.appends = {{body, ""}}});
  }
  result<std::vector<event_id>> append() { return append(*store); }

  /// Tries until it succeeds; false if it does not within 5 s.
  template <class Attempt>
  static bool succeeds(Attempt attempt) {
    const auto deadline = steady_clock::now() + 5s;
    while (!attempt()) {
      if (steady_clock::now() > deadline)
        return false;
      std::this_thread::sleep_for(10ms);
    }
    return true;
  }
  std::uint64_t now_ms() const {
    const auto time = redis.ask({"TIME"});
    return std::stoull(time) * 1'000 + std::stoull(time.substr(time.find('\n') + 1)) / 1'000;
  }
  bool recovers() {
    return succeeds([this] { return static_cast<bool>(append()); });
  }

  redis_server redis;
  std::unique_ptr<class store> store = must(open_store(redis.url(), store_mode::create));
};

TEST_F(RedisFailures, a_killed_one_fails_at_once_and_works_again_when_it_is_back) {
  redis.kill_now();

  const auto start = steady_clock::now();
  expect_refused(append(), {redis.socket()});
  expect_refused(append(), {redis.socket()});
  EXPECT_LT(steady_clock::now() - start, 1s);

  redis.start();
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, one_that_comes_back_without_its_data_is_said) {
  must(store->become_node({"alpha", {"http"}}));
  const auto before = must(append()).front();
  redis.kill_now();
  expect_refused(append(), {redis.socket()});

  redis.start();
  ASSERT_TRUE(succeeds([this] { return static_cast<bool>(store->heartbeat()); }));

  expect_refused(store->events().change_mark(), {"came back without its data"});
  EXPECT_EQ(must(append()).front().installation, before.installation);
}

TEST(RedisThatLoads, is_waited_for_without_anybody_waiting_long) {
  // Slow enough to be met while it loads; it answers after each 1,024 entries.
  redis_server redis{{"--appendonly", "yes", "--key-load-delay", "150"}};
  const auto store = must(open_store(redis.url(), store_mode::create));
  const std::vector<new_event> some(256, {"{}", ""});
  for (int i = 0; i < 60; ++i)
    must(store->events().write({.appends = some}));
  redis.kill_now();
  redis.launch();

  milliseconds longest{0};
  std::size_t loading = 0;
  const auto deadline = steady_clock::now() + 20s;
  for (bool back = false; !back && steady_clock::now() < deadline;) {
    const auto start = steady_clock::now();
    const auto answer = store->events().write({.appends = {{"{}", ""}}});
    longest =
        std::max(longest, std::chrono::duration_cast<milliseconds>(steady_clock::now() - start));
    back = static_cast<bool>(answer);
    loading += !answer && answer.error().detail.find("still loading its data") != std::string::npos;
    std::this_thread::sleep_for(10ms);
  }

  EXPECT_GT(loading, 0u) << "nobody was told why";
  EXPECT_LT(longest, 2s);
  EXPECT_EQ(must(store->events().unsettled()), 60u * 256 + 1);
}

TEST_F(RedisFailures, one_that_is_stopped_is_waited_for_once_and_not_by_everybody) {
  redis.signal(SIGSTOP);

  const auto start = steady_clock::now();
  expect_refused(append(), {"does not answer in time"});
  for (int i = 0; i < 5; ++i)
    expect_refused(append(), {"does not answer in time"});
  // One wait takes 1.5 s, six would take 9.
  EXPECT_LT(steady_clock::now() - start, 4s);

  redis.signal(SIGCONT);
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, one_that_is_not_there_yet_may_come_later_but_not_for_commands) {
  redis.kill_now();

  const auto node = must(open_store(redis.url(), store_mode::create));
  expect_refused(open_store(redis.url(), store_mode::existing), {redis.socket()});
  expect_refused(node->become_node({"alpha", {"http"}}), {redis.socket()});

  redis.start();
  EXPECT_TRUE(succeeds([&] { return static_cast<bool>(node->heartbeat()); }));
  EXPECT_EQ(must(node->live_nodes()).at(0).name, "alpha");
}

TEST_F(RedisFailures, an_empty_redis_is_no_existing_store) {
  redis.ask({"FLUSHALL"});

  expect_refused(open_store(redis.url(), store_mode::existing), {"no fanfare store", "serve"});
}

TEST_F(RedisFailures, a_store_of_a_newer_version_is_refused) {
  redis.ask({"HSET", "fanfare:schema", "version", "99"});

  const auto opened = open_store(redis.url(), store_mode::create);

  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, errc::invalid_options);
  EXPECT_NE(opened.error().detail.find("newer fanfare"), std::string::npos);
}

TEST_F(RedisFailures, scripts_that_were_flushed_are_brought_again) {
  const auto id = must(append()).front();
  redis.ask({"SCRIPT", "FLUSH"});

  must(store->events().write({.settles = {.settled = {id}}}));

  EXPECT_EQ(must(store->events().unsettled()), 0u);
}

TEST_F(RedisFailures, a_full_memory_refuses_events_but_settles_what_is_there) {
  const auto id = must(append()).front();
  redis.ask({"CONFIG", "SET", "maxmemory", "1"});

  expect_refused(append(), {"maxmemory"});
  expect_refused(store->events().write({.appends = {{"1", ""}, {"2", ""}}}), {"maxmemory"});
  must(store->events().write({.settles = {.settled = {id}}}));
  EXPECT_EQ(must(store->events().unsettled()), 0u);

  redis.ask({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, a_full_memory_does_not_end_the_lease) {
  must(store->become_node({"alpha", {"http"}}));
  redis.ask({"CONFIG", "SET", "maxmemory", "1"});

  must(store->heartbeat());
}

TEST_F(RedisFailures, a_replica_is_named_and_left_when_it_is_promoted) {
  redis.ask({"REPLICAOF", "127.0.0.1", "1"});

  expect_refused(append(), {"replica", "primary"});

  redis.ask({"REPLICAOF", "NO", "ONE"});
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, a_disk_that_takes_no_snapshot_is_named) {
  redis.ask({"CONFIG", "SET", "save", "1 1"});
  redis.ask({"CONFIG", "SET", "dbfilename", "dump.rdb"});
  must(append());
  std::filesystem::create_directory(redis.place().file("dump.rdb"));
  redis.ask({"BGSAVE"});

  EXPECT_TRUE(succeeds([this] { return !append(); }));
  expect_refused(append(), {"cannot write to its disk"});

  redis.ask({"CONFIG", "SET", "stop-writes-on-bgsave-error", "no"});
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, a_busy_one_is_named) {
  redis.ask({"CONFIG", "SET", "busy-reply-threshold", "1"});
  std::thread endless{[this] { redis.ask({"EVAL", "while true do end", "0"}); }};

  EXPECT_TRUE(succeeds([this] {
    const auto answer = append();
    return !answer && answer.error().detail.find("SCRIPT KILL") != std::string::npos;
  }));

  redis.ask({"SCRIPT", "KILL"});
  endless.join();
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, a_key_of_another_type_is_named) {
  must(append());
  redis.ask({"SET", "fanfare:{0}:refs", "mine"});

  expect_refused(store->events().read(std::nullopt, {10, 1'000}),
                 {"fanfare:{0}:refs", "string", "hash"});

  redis.ask({"DEL", "fanfare:{0}:refs"});
  EXPECT_EQ(must(store->events().read(std::nullopt, {10, 1'000})).entries.size(), 1u);
}

TEST_F(RedisFailures, a_settlement_that_meets_a_key_of_another_type_leaves_nothing_of_itself) {
  for (const auto* listener : {"fine", "meddled"})
    must(store->listeners().put({.id = listener, .notifier_type = "http"}, std::nullopt));
  const auto id = must(append()).front();
  const settlement both{.settled = {id}, .parks = {{id, "fine"}, {id, "meddled"}}};
  for (const auto* part : {"lane", "tries", "order", "keys", "dead"}) {
    const auto wrong = std::string{"fanfare:{0}:"} + part + ":meddled";
    redis.ask({"SET", wrong, "mine"});

    expect_refused(store->events().write({.settles = both}), {wrong, "string", "delete it"});

    EXPECT_EQ(redis.ask({"EXISTS", "fanfare:{0}:lane:fine"}), "0") << wrong;
    redis.ask({"DEL", wrong});
  }

  must(store->events().write({.settles = both}));

  EXPECT_EQ(must(store->parked().parked()), 2u);
  EXPECT_EQ(redis.ask({"HVALS", "fanfare:{0}:refs"}), "2\n");
}

TEST_F(RedisFailures, what_is_taken_from_the_store_meets_keys_of_another_type_and_leaves_all) {
  must(store->listeners().put({.id = "l1", .notifier_type = "http"}, std::nullopt));
  const auto id = must(append()).front();
  must(store->events().write(
      {.settles = {.settled = {id}, .parks = {{id, "l1"}}, .dead = {{id, "l1", "a part"}}}}));
  redis.ask({"SET", "fanfare:{0}:kept", "mine"});
  for (const auto* part : {"tries:l1", "due", "refs"}) {
    const auto key = std::string{"fanfare:{0}:"} + part;
    redis.ask({"RENAME", key, "fanfare:{0}:aside"});
    redis.ask({"COPY", "fanfare:{0}:kept", key});

    expect_refused(store->parked().drop("l1"), {key, "delete it"});
    EXPECT_FALSE(store->dead().replay({}, 10, {}));
    EXPECT_FALSE(store->events().write({.settles = {.retries = {{id, "l1"}}}}));

    redis.ask({"RENAME", "fanfare:{0}:aside", key});
  }

  EXPECT_EQ(must(store->parked().parked()), 1u);
  EXPECT_EQ(redis.ask({"HVALS", "fanfare:{0}:refs"}), "2\n");
  EXPECT_EQ(redis.ask({"XLEN", "fanfare:{0}:dead"}), "1");
}

TEST_F(RedisFailures, a_settlement_that_is_refused_in_part_is_not_passed_over_by_the_next_start) {
  must(store->become_node({"alpha", {"http"}}));
  must(store->listeners().put({.id = "meddled", .notifier_type = "http"}, std::nullopt));
  settlement all;
  for (int i = 0; i < 300; ++i) // more than one call of the script takes
    all.settled.push_back(must(append()).front());
  all.parks = {{all.settled.front(), "meddled"}};
  must(store->events().read(std::nullopt, {1'000, 1'000'000}));
  redis.ask({"SET", "fanfare:{0}:lane:meddled", "mine"});
  EXPECT_FALSE(store->events().write({.settles = all}));
  redis.ask({"DEL", "fanfare:{0}:lane:meddled"});
  store.reset();

  store = must(open_store(redis.url(), store_mode::create));
  must(store->become_node({"alpha", {"http"}}));
  const auto left = must(store->events().read(std::nullopt, {1'000, 1'000'000})).entries;

  ASSERT_FALSE(left.empty());
  EXPECT_EQ(left.front().id, all.settled.front());
}

TEST_F(RedisFailures, a_missing_and_a_wrong_password_are_told_apart_and_not_shown) {
  redis.ask({"ACL", "SETUSER", "fan", "on", ">right", "~*", "&*", "+@all"});
  redis.ask({"ACL", "SETUSER", "default", "off"});
  const auto with = [this](const std::string& password) {
    auto at = must(parse_redis_url(redis.url()));
    at.user = "fan";
    at.password = password;
    redis_connection to{at};
    return to.ask(redis_command{"DBSIZE"}).operator bool()
               ? std::string{"in"}
               : to.ask(redis_command{"DBSIZE"}).error().detail;
  };

  expect_refused(open_store(redis.url(), store_mode::existing), {"asks for a password"});
  EXPECT_NE(with("wrong").find("refuses the user and password"), std::string::npos);
  EXPECT_EQ(with("wrong").find("wrong"), std::string::npos);
  EXPECT_EQ(with("right"), "in");
}

TEST_F(RedisFailures, a_password_that_is_asked_for_all_at_once_is_named_until_it_is_not) {
  redis.ask({"ACL", "SETUSER", "fan", "on", ">right", "~*", "&*", "+@all"});
  auto at = must(parse_redis_url(redis.url()));
  at.user = "fan";
  at.password = "right";
  redis_connection other{at};
  must(append());

  must(other.ask(redis_command{"ACL", "SETUSER", "default", "off"}));
  must(other.ask(redis_command{"CLIENT", "KILL", "TYPE", "normal", "USER", "default"}));
  EXPECT_TRUE(succeeds([this] { return !append(); }));
  expect_refused(append(), {"asks for a password"});

  must(other.ask(redis_command{"ACL", "SETUSER", "default", "on"}));
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, what_the_user_may_not_run_is_named) {
  redis.ask({"ACL", "SETUSER", "default", "-xadd"});

  expect_refused(append(), {"may not run", "xadd", "ACL SETUSER"});

  redis.ask({"ACL", "SETUSER", "default", "+xadd"});
  EXPECT_TRUE(recovers());
}

TEST_F(RedisFailures, an_emptied_one_goes_on_under_the_same_installation_and_says_so) {
  must(store->become_node({"alpha", {"http"}}));
  const auto before = must(append()).front();

  redis.ask({"FLUSHALL"});
  must(store->heartbeat());

  expect_refused(store->events().change_mark(), {"emptied"});
  must(store->events().change_mark());
  EXPECT_EQ(must(append()).front().installation, before.installation);
  EXPECT_GT(must(store->listeners().load()).version, 0u);
}

TEST_F(RedisFailures, a_deleted_stream_is_said_and_what_referred_to_it_is_forgotten) {
  const auto id = must(append()).front();
  must(store->events().write(
      {.settles = {.settled = {id}, .dead = {{id, "", "", "not a report", ""}}}}));
  must(append());
  must(store->events().change_mark());

  redis.ask({"DEL", "fanfare:{0}:events"});
  // A new stream gives the ids of this millisecond once more.
  ASSERT_TRUE(succeeds([&] { return now_ms() > id.ms; }));
  must(append(*store, "new"));

  must(store->events().change_mark());
  expect_refused(store->events().change_mark(), {"deleted the stream"});
  EXPECT_EQ(must(store->events().referenced()), 0u);
  EXPECT_EQ(must(store->events().read(std::nullopt, {10, 1'000})).entries.at(0).body, "new");
}

TEST_F(RedisFailures, an_id_that_leaves_no_room_is_named) {
  redis.ask({"XADD", "fanfare:{0}:events", "18446744073709551615-18446744073709551615", "b", "x"});

  expect_refused(append(), {"last possible id"});
  expect_refused(store->events().read(std::nullopt, {10, 1'000}), {"out of range", "XDEL"});
}

} // namespace

} // namespace fanfare::test
