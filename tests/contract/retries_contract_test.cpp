#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

using namespace std::chrono_literals;
using strings = std::vector<std::string>;

class RetriesContract : public store_contract {
protected:
  RetriesContract() { make_listener("l1"); }
};
class DurableRetriesContract : public RetriesContract {};

INSTANTIATE_TEST_SUITE_P(Stores, RetriesContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableRetriesContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

TEST_P(RetriesContract, nothing_parked_means_nothing_due) {
  EXPECT_TRUE(due_within(much_later).empty());
  EXPECT_TRUE(claim("l1").empty());
  EXPECT_TRUE(must(parked().claim({})).empty());
}

TEST_P(RetriesContract, hands_out_a_due_delivery_with_its_event_and_history) {
  const auto id = append_one("the report");
  settle({.settled = {id}, .parks = {{id, "l1", "a@x", now, 3, "503 busy"}}});

  const auto claimed = claim("l1");

  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].event.id, id);
  EXPECT_EQ(claimed[0].event.body, "the report");
  EXPECT_EQ(claimed[0].listener, "l1");
  EXPECT_EQ(claimed[0].part, "a@x");
  EXPECT_EQ(claimed[0].attempts, 3u);
  EXPECT_EQ(claimed[0].last_error, "503 busy");
}

TEST_P(RetriesContract, what_is_not_due_is_not_handed_out) {
  park("l1", much_later);

  EXPECT_TRUE(claim("l1").empty());
}

TEST_P(RetriesContract, a_claimed_delivery_is_nobody_elses_until_its_lease_ends) {
  park("l1", now);

  EXPECT_EQ(claim("l1", much_later).size(), 1u);

  EXPECT_TRUE(claim("l1").empty());
  EXPECT_TRUE(due_within(now).empty());
  EXPECT_EQ(due_within(2 * much_later), strings{"l1"});
}

TEST_P(RetriesContract, a_delivery_is_due_again_when_its_lease_ends_with_its_attempts_unchanged) {
  park("l1", now);
  claim("l1", 0ms);

  const auto again = claim("l1");

  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].attempts, 0u);
}

TEST_P(RetriesContract, claims_the_oldest_due_first_and_no_more_than_asked_for) {
  park("l1", -1s, "second");
  park("l1", -2s, "first");
  park("l1", now, "third");

  const auto claimed = claim("l1", much_later, 2);

  ASSERT_EQ(claimed.size(), 2u);
  EXPECT_EQ(claimed[0].event.body, "first");
  EXPECT_EQ(claimed[1].event.body, "second");
  EXPECT_EQ(claim("l1").at(0).event.body, "third");
}

TEST_P(RetriesContract, claims_for_several_listeners_at_once) {
  make_listener("l2");
  park("l1", now, "1");
  park("l2", now, "2");

  const auto claimed = must(parked().claim({{"l2", 1, much_later}, {"l1", 1, much_later}}));

  ASSERT_EQ(claimed.size(), 2u);
  EXPECT_EQ(claimed[0].listener, "l2");
  EXPECT_EQ(claimed[1].listener, "l1");
}

TEST_P(RetriesContract, lists_lanes_by_their_earliest_due) {
  make_listener("l2");
  make_listener("l3");
  park("l1", -1s);
  park("l2", -3s);
  park("l2", 1s);
  park("l3", -2s);

  EXPECT_EQ(due_within(now), (strings{"l2", "l3", "l1"}));
  EXPECT_EQ(must(parked().due({"http"}, now, 1)).at(0).listener, "l2");
}

TEST_P(RetriesContract, tells_how_long_until_a_lane_is_due) {
  park("l1", much_later);

  const auto lanes = must(parked().due({"http"}, 2 * much_later, 10));

  ASSERT_EQ(lanes.size(), 1u);
  EXPECT_GT(lanes[0].in, much_later - 1min);
  EXPECT_LE(lanes[0].in, much_later);
}

TEST_P(RetriesContract, lanes_beyond_the_horizon_are_not_listed) {
  park("l1", much_later);

  EXPECT_TRUE(due_within(much_later / 2).empty());
}

TEST_P(RetriesContract, a_lane_with_nothing_left_is_not_listed) {
  const auto id = park("l1", now);

  finish({.event = id, .listener = "l1"});

  EXPECT_TRUE(due_within(much_later).empty());
}

TEST_P(RetriesContract, lists_only_lanes_of_the_types_asked_for_together_by_due_time) {
  make_listener("mail", "email");
  make_listener("queue", "amqp");
  park("l1", -1s);
  park("mail", -2s);
  park("queue", -3s);

  EXPECT_EQ(due_within(now, {"http", "email"}), (strings{"mail", "l1"}));
  EXPECT_TRUE(due_within(now, {"unknown"}).empty());
  EXPECT_TRUE(due_within(now, {}).empty());
}

TEST_P(RetriesContract, holds_what_waits_for_a_disabled_listener_until_it_is_enabled) {
  park("l1", now);

  set_enabled("l1", false);
  EXPECT_TRUE(due_within(much_later).empty());
  EXPECT_TRUE(claim("l1").empty());
  EXPECT_EQ(must(parked().parked()), 1u);

  set_enabled("l1", true);
  EXPECT_EQ(due_within(now), strings{"l1"});
  EXPECT_EQ(claim("l1").size(), 1u);
}

TEST_P(RetriesContract, holds_what_waits_for_a_paused_listener_until_it_is_resumed) {
  park("l1", now);

  set_paused("l1", true);
  EXPECT_TRUE(due_within(much_later).empty());
  EXPECT_TRUE(claim("l1").empty());
  park("l1", now);
  EXPECT_TRUE(due_within(much_later).empty());
  EXPECT_EQ(must(parked().parked()), 2u);

  set_paused("l1", false);
  EXPECT_EQ(due_within(now), strings{"l1"});
  EXPECT_EQ(claim("l1").size(), 2u);
}

TEST_P(RetriesContract, a_claim_that_comes_too_late_for_a_listener_changes_nothing) {
  const auto id = append_one();
  settle({.settled = {id},
          .parks = {{.event = id,
                     .listener = "l1",
                     .part = "p",
                     .attempts = 3,
                     .last_error = "503",
                     .order_key = "k"}}});
  set_paused("l1", true);
  ASSERT_TRUE(claim("l1").empty());

  set_paused("l1", false);
  const auto claimed = claim("l1");

  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].event.id, id);
  EXPECT_EQ(claimed[0].part, "p");
  EXPECT_EQ(claimed[0].attempts, 3u);
  EXPECT_EQ(claimed[0].last_error, "503");
  EXPECT_EQ(claimed[0].order_key, "k");
}

TEST_P(RetriesContract, a_listener_that_takes_none_costs_the_others_nothing) {
  park("l1", now);
  make_listener("l2");
  park("l2", now);
  set_enabled("l1", false);

  const auto claimed = must(parked().claim({{"l1", 5, much_later}, {"l2", 5, much_later}}));

  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].listener, "l2");
}

TEST_P(RetriesContract, an_outcome_that_is_said_twice_counts_once) {
  make_listener("l2");
  const auto id = append_one();
  settle({.settled = {id}, .parks = {{id, "l1"}, {id, "l2"}}});

  settle({.retries = {{id, "l1"}, {id, "l1"}}});

  EXPECT_EQ(must(events().referenced()), 1u);
  ASSERT_EQ(claim("l2").size(), 1u);
  settle({.retries = {{id, "l2"}}});
  expect_empty();
}

TEST_P(RetriesContract, all_ends_in_one_settlement_leave_nothing) {
  make_listener("l2");
  const auto id = append_one();
  settle({.settled = {id},
          .parks = {{id, "l1", "p"}, {id, "l1", "q"}, {id, "l2", "p"}, {id, "l2", "q"}}});

  settle({.retries = {{id, "l1", "p"},
                      {id, "l2", "p", parked_delivery{.event = id, .listener = "l2", .part = "p"}},
                      {id, "l1", "q", {}, dead_delivery{id, "l1", "q", "no"}},
                      {id, "l2", "q"}}});
  EXPECT_EQ(must(parked().parked()), 1u);
  settle({.retries = {{id, "l2", "p"}}});
  EXPECT_EQ(must(events().referenced()), 1u) << "the dead letter";

  EXPECT_EQ(must(open().dead().drop({}, 10)).done, 1u);

  expect_empty();
}

TEST_P(RetriesContract, drops_a_lane_with_two_parts_of_one_event) {
  const auto id = append_one();
  settle({.settled = {id}, .parks = {{id, "l1", "p"}, {id, "l1", "q"}}});

  EXPECT_EQ(must(parked().drop("l1")), 2u);

  expect_empty();
}

TEST_P(RetriesContract, parks_for_a_disabled_listener_are_held_too) {
  set_enabled("l1", false);

  park("l1", now);

  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_TRUE(due_within(much_later).empty());
}

TEST_P(DurableRetriesContract, parked_deliveries_and_leases_outlive_a_restart) {
  park("l1", now, "leased");
  claim("l1", much_later);
  park("l1", now, "due");

  reopen();

  const auto claimed = claim("l1");
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].event.body, "due");
  EXPECT_EQ(must(parked().parked()), 2u);
}

TEST_P(DurableRetriesContract, two_openers_never_get_the_same_delivery) {
  const auto other = another();
  park("l1", now);

  const auto mine = claim("l1");
  const auto theirs = must(other->parked().claim({{"l1", 10, much_later}}));

  EXPECT_EQ(mine.size(), 1u);
  EXPECT_TRUE(theirs.empty());
}

} // namespace fanfare::test
