#include "storage/process_identity.hpp"
#include "storage/store.hpp"
#include "tests/contract/child_process.hpp"
#include "tests/contract/must.hpp"
#include "tests/support/redis_server.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace fanfare::test {

namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

class RedisNodes : public testing::Test {
protected:
  std::unique_ptr<store> open() { return must(open_store(redis.url(), store_mode::create)); }
  std::unique_ptr<store> node(const std::string& name) {
    auto made = open();
    must(made->become_node({name, {"http"}}));
    return made;
  }
  static event_id append(store& to) {
    return must(to.events().write({.appends = {{"{}", ""}}})).front();
  }
  /// As if the lease had run out, or another node had taken it.
  void hand_lease_to(const std::string& token) {
    redis.ask({"SET", "fanfare:{0}:owner", token, "PX", "60000"});
  }
  static bool holds_within(std::chrono::milliseconds patience, const std::function<bool()>& what) {
    const auto deadline = steady_clock::now() + patience;
    while (!what()) {
      if (steady_clock::now() > deadline)
        return false;
      std::this_thread::sleep_for(10ms);
    }
    return true;
  }

  redis_server redis;
};

TEST_F(RedisNodes, a_second_one_is_refused_and_told_who_is_there) {
  const auto first = node("alpha");

  const auto second = open()->become_node({"beta", {"http"}});

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::store_in_use);
  EXPECT_NE(second.error().detail.find("'alpha'"), std::string::npos) << second.error().detail;
}

TEST_F(RedisNodes, one_that_ends_makes_room_at_once) {
  node("alpha");

  node("beta");
}

TEST_F(RedisNodes, one_that_was_killed_is_followed_at_once) {
  child_process victim{[this](const auto& say) {
    const auto doomed = node("alpha");
    say("ready");
    ::pause();
  }};
  ASSERT_EQ(victim.next_line(), "ready");

  victim.kill_now();

  node("alpha");
}

TEST_F(RedisNodes, a_zombie_settles_nothing_and_reads_nothing) {
  const auto zombie = node("alpha");
  const auto id = append(*zombie);
  hand_lease_to("beta:1.1");

  const auto settled = zombie->events().write({.settles = {.settled = {id}}});
  const auto read = zombie->events().read(std::nullopt, {10, 1'000});
  const auto claimed = zombie->heartbeat();

  for (const auto& code :
       {settled ? errc::internal : settled.error().code, read ? errc::internal : read.error().code,
        claimed ? errc::internal : claimed.error().code})
    EXPECT_EQ(code, errc::store_in_use);
  EXPECT_EQ(must(zombie->events().unsettled()), 1u);
}

TEST_F(RedisNodes, one_whose_lease_ran_out_takes_it_again_and_settles) {
  const auto one = node("alpha");
  const auto id = append(*one);
  redis.ask({"DEL", "fanfare:{0}:owner"});

  must(one->events().write({.settles = {.settled = {id}}}));

  EXPECT_EQ(must(one->events().unsettled()), 0u);
  EXPECT_EQ(redis.ask({"GET", "fanfare:{0}:owner"}).substr(0, 6), "alpha:");
}

TEST_F(RedisNodes, a_restart_reads_on_after_what_is_kept_and_loses_nothing) {
  auto one = node("alpha");
  std::vector<event_id> ids;
  for (int i = 0; i < 3; ++i)
    ids.push_back(append(*one));
  must(one->events().read(std::nullopt, {10, 1'000}));
  must(one->events().write(
      {.settles = {.settled = {ids[0], ids[1]}, .dead = {{ids[0], "", "", "no", ""}}}}));
  one.reset();

  const auto again = node("alpha");
  const auto left = must(again->events().read(std::nullopt, {10, 1'000})).entries;

  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].id, ids[2]);
  EXPECT_NE(redis.ask({"GET", "fanfare:{0}:cursor"}), "");
}

TEST_F(RedisNodes, one_that_reads_on_does_not_ask_what_it_knows_itself) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
  const auto kept = append(*one);
  must(one->events().write({.settles = {.settled = {kept}, .parks = {{kept, "l1", "", 1h}}}}));
  std::optional<event_id> last;
  const auto read_on = [&] {
    const auto batch = must(one->events().read(last, {10, 1'000}));
    for (const auto& each : batch.entries)
      last = each.id;
    return batch.entries.size();
  };
  append(*one);
  ASSERT_EQ(read_on(), 1u);
  redis.ask({"CONFIG", "RESETSTAT"});

  for (int i = 0; i < 5; ++i) {
    append(*one);
    EXPECT_EQ(read_on(), 1u);
  }

  EXPECT_EQ(redis.ask({"INFO", "commandstats"}).find("cmdstat_hmget"), std::string::npos);
}

TEST_F(RedisNodes, what_another_one_settled_meanwhile_is_not_read_again) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
  const auto first = append(*one);
  ASSERT_EQ(must(one->events().read(std::nullopt, {10, 1'000})).entries.size(), 1u);
  const auto lease = redis.ask({"GET", "fanfare:{0}:owner"});
  const auto kept = append(*one);
  const auto open_one = append(*one);
  redis.ask({"DEL", "fanfare:{0}:owner"});
  {
    const auto other = node("beta");
    must(other->events().write({.settles = {.settled = {kept}, .parks = {{kept, "l1", "", 1h}}}}));
  }
  ASSERT_NE(redis.ask({"GET", "fanfare:{0}:owner"}), lease);

  const auto batch = must(one->events().read(first, {10, 1'000}));

  ASSERT_EQ(batch.entries.size(), 1u);
  EXPECT_EQ(batch.entries[0].id, open_one);
}

TEST_F(RedisNodes, what_another_one_settled_is_not_read_again_under_a_new_lease_either) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
  const auto first = append(*one);
  ASSERT_EQ(must(one->events().read(std::nullopt, {10, 1'000})).entries.size(), 1u);
  const auto kept = append(*one);
  const auto open_one = append(*one);
  redis.ask({"DEL", "fanfare:{0}:owner"});
  {
    const auto other = node("beta");
    must(other->events().write({.settles = {.settled = {kept}, .parks = {{kept, "l1", "", 1h}}}}));
  }
  must(one->heartbeat());

  const auto batch = must(one->events().read(first, {10, 1'000}));

  ASSERT_EQ(batch.entries.size(), 1u);
  EXPECT_EQ(batch.entries[0].id, open_one);
}

TEST_F(RedisNodes, what_was_kept_before_a_start_is_passed_over_event_by_event) {
  std::vector<event_id> ids;
  {
    const auto before = node("alpha");
    redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
    for (int i = 0; i < 5; ++i)
      ids.push_back(append(*before));
    must(before->events().write(
        {.settles = {.settled = {ids[1], ids[3]},
                     .parks = {{ids[1], "l1", "", 1h}, {ids[3], "l1", "", 1h}}}}));
  }
  const auto again = node("alpha");
  std::optional<event_id> last;
  for (const auto expected : {ids[0], ids[2], ids[4]}) {
    const auto batch = must(again->events().read(last, {1, 1'000}));
    ASSERT_EQ(batch.entries.size(), 1u);
    EXPECT_EQ(batch.entries[0].id, expected);
    last = expected;
  }
  EXPECT_TRUE(must(again->events().read(last, {1, 1'000})).at_end);
}

TEST_F(RedisNodes, a_look_at_the_oldest_takes_nobody_back) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
  const auto kept = append(*one);
  const auto oldest = append(*one);
  const auto last = append(*one);
  ASSERT_EQ(must(one->events().read(std::nullopt, {10, 1'000})).entries.size(), 3u);
  must(one->events().write({.settles = {.settled = {kept}, .parks = {{kept, "l1", "", 1h}}}}));
  ASSERT_EQ(must(one->events().read(std::nullopt, {1, 1'000})).entries.at(0).id, oldest);
  append(*one);
  redis.ask({"CONFIG", "RESETSTAT"});

  EXPECT_EQ(must(one->events().read(last, {10, 1'000})).entries.size(), 1u);

  EXPECT_EQ(redis.ask({"INFO", "commandstats"}).find("cmdstat_hmget"), std::string::npos);
}

TEST_F(RedisNodes, a_stream_that_was_deleted_is_noticed_although_as_many_came_since) {
  const auto one = node("alpha");
  append(*one);
  must(one->events().change_mark());
  append(*one);
  redis.ask({"DEL", "fanfare:{0}:events"});
  append(*one);
  append(*one);

  must(one->events().change_mark());             // sees it,
  const auto told = one->events().change_mark(); // and says it the next time

  ASSERT_FALSE(told);
  EXPECT_NE(told.error().detail.find("deleted the stream"), std::string::npos)
      << told.error().detail;
}

TEST_F(RedisNodes, a_claim_too_late_leaves_an_ordered_lane_in_order) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
  std::vector<event_id> ids{append(*one), append(*one)};
  settlement both{.settled = ids};
  for (const auto& id : ids)
    both.parks.push_back({.event = id, .listener = "l1", .order_key = "k"});
  must(one->events().write({.settles = both}));
  // By hand: nobody holds the lane.
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http","paused":true})"});
  ASSERT_TRUE(must(one->parked().claim({{"l1", 10, 1h}})).empty());
  redis.ask({"HDEL", "fanfare:listeners", "l1"});
  ASSERT_TRUE(must(one->parked().claim({{"l1", 10, 1h}})).empty());
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});

  const auto claimed = must(one->parked().claim({{"l1", 10, 1h}}));

  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].event.id, ids[0]);
}

TEST_F(RedisNodes, an_entry_of_any_program_is_read_and_one_without_report_has_its_reason) {
  const auto one = node("alpha");
  redis.ask({"XADD", "fanfare:{0}:events", "*", "b", R"({"event_type":"a"})"});
  redis.ask({"XADD", "fanfare:{0}:events", "*", "x", "y"});

  const auto entries = must(one->events().read(std::nullopt, {10, 1'000})).entries;

  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].body, R"({"event_type":"a"})");
  EXPECT_NE(entries[1].fault.find("no field b"), std::string::npos);
}

TEST_F(RedisNodes, edits_by_hand_are_changes_within_a_second_among_10000_listeners) {
  const auto one = node("alpha");
  std::vector<std::string> many{"HSET", "fanfare:listeners"};
  for (int i = 0; i < 10'000; ++i) {
    many.push_back("l" + std::to_string(i));
    many.emplace_back(R"({"notifier_type_id":"http","event_types":["*"]})");
  }
  redis.ask(many);
  ASSERT_TRUE(holds_within(10s, [&] { return must(one->listeners().load()).version >= 10'000; }));
  const auto seen = must(one->listeners().load()).version;

  redis.ask({"HSET", "fanfare:listeners", "new", "{not json"});
  redis.ask({"HDEL", "fanfare:listeners", "l7"});

  EXPECT_TRUE(
      holds_within(1s, [&] { return must(one->listeners().edits_since(seen)).edits.size() == 2; }));
  for (const auto& edit : must(one->listeners().edits_since(seen)).edits) {
    if (edit.id == "new")
      EXPECT_EQ(edit.now.value().json, "{not json");
    else
      EXPECT_FALSE(edit.now) << edit.id;
  }
}

TEST_F(RedisNodes, edits_through_fanfare_are_not_announced_again) {
  const auto one = node("alpha");
  const auto admin = open();
  must(admin->listeners().put({"l1", "", "http", true, R"({"notifier_type_id":"http"})"}, {}));
  const auto version = must(one->listeners().load()).version;

  redis.ask({"HSET", "fanfare:listeners", "hand", "{}"});
  ASSERT_TRUE(holds_within(3s, [&] { return must(one->listeners().load()).version > version; }));

  const auto edits = must(one->listeners().edits_since(version)).edits;
  ASSERT_EQ(edits.size(), 1u);
  EXPECT_EQ(edits[0].id, "hand");
}

TEST_F(RedisNodes, deliveries_of_a_listener_deleted_by_hand_are_dropped) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});
  const auto id = append(*one);
  must(one->events().write({.settles = {.settled = {id}, .parks = {{id, "l1", "", 0ms}}}}));
  redis.ask({"HDEL", "fanfare:listeners", "l1"});

  EXPECT_TRUE(must(one->parked().due({"http"}, 1s, 10)).empty());

  EXPECT_EQ(must(one->parked().parked()), 0u);
  EXPECT_EQ(must(one->events().referenced()), 0u);
}

TEST_F(RedisNodes, a_listener_enabled_by_hand_gets_what_was_held_for_it) {
  const auto one = node("alpha");
  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http","enabled":false})"});
  const auto id = append(*one);
  must(one->events().write({.settles = {.settled = {id}, .parks = {{id, "l1", "", 0ms}}}}));
  ASSERT_TRUE(must(one->parked().due({"http"}, 1s, 10)).empty());

  redis.ask({"HSET", "fanfare:listeners", "l1", R"({"notifier_type_id":"http"})"});

  EXPECT_TRUE(
      holds_within(3s, [&] { return must(one->parked().due({"http"}, 1s, 10)).size() == 1; }));
}

TEST(ProcessIdentity, tells_the_living_from_the_dead_and_from_those_it_cannot_see) {
  child_process other{[](const auto& say) {
    say(process_identity());
    ::pause();
  }};
  const auto name = other.next_line();

  EXPECT_FALSE(is_gone(process_identity()));
  EXPECT_FALSE(is_gone(name));
  other.kill_now();
  EXPECT_TRUE(is_gone(name));
  EXPECT_FALSE(is_gone("another-boot" + name));
  EXPECT_FALSE(is_gone(""));
  EXPECT_FALSE(is_gone("a/b/c/d/e"));
}

} // namespace

} // namespace fanfare::test
