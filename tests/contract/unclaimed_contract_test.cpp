#include "tests/contract/store_contract.hpp"

#include <algorithm>

// What waits although nobody claims it: for listeners that are held, and of
// types that nobody delivers.

namespace fanfare::test {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

class UnclaimedContract : public store_contract {
protected:
  UnclaimedContract() { make_listener("l1"); }

  strings unclaimed(const strings& types = {"http"}) {
    auto found = must(parked().unclaimed(types));
    std::sort(found.begin(), found.end());
    return found;
  }

  std::vector<waiting_delivery> overdue(const std::string& listener, std::chrono::milliseconds by,
                                        std::size_t most = 100) {
    return must(parked().overdue(listener, by, most));
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, UnclaimedContract, testing::ValuesIn(all_store_kinds()), name_of);

TEST_P(UnclaimedContract, is_nothing_where_everything_may_be_claimed) {
  EXPECT_EQ(unclaimed(), strings{});
  park("l1", now);
  park("l1", much_later);

  EXPECT_EQ(unclaimed(), strings{});
}

TEST_P(UnclaimedContract, are_the_lanes_of_listeners_that_are_disabled_or_paused) {
  for (const auto* id : {"off", "paused", "idle"})
    make_listener(id);
  park("l1", now);
  park("off", now);
  park("paused", now);
  set_enabled("off", false);
  set_paused("paused", true);
  set_paused("idle", true); // nothing waits for it
  due_within(now);          // as a node does all the time

  EXPECT_EQ(unclaimed(), (strings{"off", "paused"}));

  set_enabled("off", true);
  EXPECT_EQ(unclaimed(), strings{"paused"});
}

TEST_P(UnclaimedContract, are_the_lanes_of_types_that_nobody_comes_for) {
  make_listener("mail", "email");
  park("mail", -2min);
  park("l1", -2min);

  EXPECT_EQ(unclaimed(), strings{"mail"});
  EXPECT_EQ(unclaimed({"http", "email"}), strings{});
  EXPECT_EQ(unclaimed({}), (strings{"l1", "mail"}));
}

TEST_P(UnclaimedContract, tells_what_has_been_due_for_so_long_the_oldest_first) {
  const auto second = park("l1", -1h);
  const auto id = append_one();
  settle({.settled = {id}, .parks = {{id, "l1", "a@x", -2h, 3, "503 busy"}}});
  park("l1", -1min);
  park("l1", much_later);
  set_paused("l1", true);

  const auto found = overdue("l1", 30min);

  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].event, id);
  EXPECT_EQ(found[0].part, "a@x");
  EXPECT_EQ(found[0].attempts, 3u);
  EXPECT_EQ(found[0].last_error, "503 busy");
  EXPECT_EQ(found[1].event, second);
  EXPECT_EQ(overdue("l1", 30min, 1).size(), 1u);
  EXPECT_EQ(overdue("l1", 3h).size(), 0u);
  EXPECT_EQ(overdue("nobody", 0ms).size(), 0u);
}

TEST_P(UnclaimedContract, is_told_by_the_age_of_the_event_where_one_waits_for_the_other) {
  std::vector<event_id> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(append_one());
    settle(
        {.settled = {ids.back()}, .parks = {{ids.back(), "l1", "", much_later, 0, "", "one key"}}});
  }
  park("l1", much_later);
  set_paused("l1", true);

  // Ages are hard to come by in a store of its own clock: all of them have one by now.
  EXPECT_TRUE(overdue("l1", 1h).empty());
  const auto found = overdue("l1", 0ms);

  ASSERT_EQ(found.size(), 3u) << "and not the one without a key, which is not due";
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(found[i].event, ids[i]);
  EXPECT_EQ(overdue("l1", 0ms, 2).size(), 2u);
}

TEST_P(UnclaimedContract, is_told_without_being_claimed_and_can_be_buried_where_it_is) {
  const auto id = park("l1", -1h, "the report", "a@x");
  set_enabled("l1", false);

  const auto found = overdue("l1", 1min);
  ASSERT_EQ(found.size(), 1u);
  ASSERT_EQ(overdue("l1", 1min).size(), 1u);
  finish({.event = id,
          .listener = "l1",
          .part = "a@x",
          .bury = dead_delivery{id, "l1", "a@x", "held too long", found[0].last_error, 0}});

  EXPECT_TRUE(overdue("l1", 1min).empty());
  EXPECT_EQ(unclaimed(), strings{});
  const auto dead = must(open().dead().list({}, 10));
  ASSERT_EQ(dead.size(), 1u);
  EXPECT_EQ(dead[0].reason, "held too long");
  EXPECT_EQ(must(open().dead().find(dead[0].id))->body, "the report");
}

TEST_P(UnclaimedContract, may_be_dropped_with_the_events_that_nothing_else_needs) {
  make_listener("l2");
  const auto id = append_one();
  settle({.settled = {id}, .parks = {{id, "l1", "", now}, {id, "l2", "", now}}});
  park("l1", now);
  park("l1", much_later, "{}", "a@x");
  set_enabled("l1", false);

  EXPECT_EQ(must(parked().drop("l1")), 3u);

  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(unclaimed(), strings{});
  EXPECT_EQ(must(parked().drop("l1")), 0u);
  EXPECT_EQ(must(parked().drop("l2")), 1u);
  expect_empty();
}

TEST_P(UnclaimedContract, may_be_dropped_although_it_is_claimed) {
  const auto id = park("l1", now);
  ASSERT_EQ(claim("l1").size(), 1u);

  EXPECT_EQ(must(parked().drop("l1")), 1u);

  finish({.event = id, .listener = "l1", .park = parked_delivery{id, "l1", "", now, 1, "503"}});
  expect_empty();
}

} // namespace fanfare::test
