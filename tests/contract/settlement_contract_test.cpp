#include "tests/contract/store_contract.hpp"

namespace fanfare::test {

using strings = std::vector<std::string>;

class SettlementContract : public store_contract {
protected:
  SettlementContract() {
    make_listener("l1");
    make_listener("l2");
  }

  retry_outcome delivered(const event_id& id, const std::string& listener = "l1") {
    return {.event = id, .listener = listener};
  }
  retry_outcome buried(const event_id& id, const std::string& listener = "l1") {
    return {.event = id,
            .listener = listener,
            .park = {},
            .bury = dead_delivery{id, listener, "", "12 attempts failed", "503", 12}};
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, SettlementContract, testing::ValuesIn(all_store_kinds()), name_of);

TEST_P(SettlementContract, an_event_with_nothing_left_leaves_the_store) {
  const auto ids = append({"a", "b"});

  settle({.settled = {ids[0]}});

  EXPECT_EQ(unsettled_bodies(), strings{"b"});
  EXPECT_EQ(must(events().unsettled()), 1u);
  EXPECT_EQ(must(events().referenced()), 0u);
}

TEST_P(SettlementContract, events_settle_in_any_order) {
  const auto ids = append({"a", "b", "c"});

  settle({.settled = {ids[2], ids[0]}});

  EXPECT_EQ(unsettled_bodies(), strings{"b"});
}

TEST_P(SettlementContract, an_event_with_a_parked_delivery_is_kept_but_not_read_again) {
  park("l1", now, "body");

  EXPECT_TRUE(unsettled_bodies().empty());
  EXPECT_EQ(must(events().unsettled()), 0u);
  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(claim("l1").at(0).event.body, "body");
}

TEST_P(SettlementContract, an_event_leaves_with_the_last_of_its_parked_deliveries) {
  const auto id = append_one();
  settle({.settled = {id}, .parks = {{id, "l1", "", now}, {id, "l2", "", now}}});

  finish(delivered(id, "l1"));
  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_TRUE(unsettled_bodies().empty());

  finish(delivered(id, "l2"));
  expect_empty();
}

TEST_P(SettlementContract, parts_of_one_listener_are_separate_deliveries) {
  const auto id = append_one();
  settle({.settled = {id}, .parks = {{id, "l1", "a@x", now}, {id, "l1", "b@x", now}}});

  auto first = delivered(id);
  first.part = "a@x";
  finish(first);

  const auto left = claim("l1");
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].part, "b@x");
}

TEST_P(SettlementContract, an_event_is_kept_for_its_dead_delivery) {
  const auto id = append_one();

  settle({.settled = {id}, .dead = {{id, "l1", "", "rejected", "400 no", 3}}});

  EXPECT_TRUE(unsettled_bodies().empty());
  EXPECT_EQ(must(events().referenced()), 1u);
  const auto letters = must(open().dead().list({}, 10));
  ASSERT_EQ(letters.size(), 1u);
  EXPECT_EQ(letters[0].event_id, id.text());
  EXPECT_EQ(letters[0].listener_id, "l1");
  EXPECT_EQ(letters[0].reason, "rejected");
  EXPECT_EQ(letters[0].last_answer, "400 no");
  EXPECT_EQ(letters[0].attempts, 3u);
}

TEST_P(SettlementContract, an_event_that_could_not_be_used_is_buried_without_a_listener) {
  const auto id = append_one("not a report");

  settle({.settled = {id}, .dead = {{id, "", "", "not JSON", ""}}});

  EXPECT_EQ(must(open().dead().list({}, 1)).at(0).listener_id, "");
}

TEST_P(SettlementContract, dead_letters_are_listed_newest_first_up_to_the_limit) {
  for (const auto* reason : {"first", "second", "third"}) {
    const auto id = append_one();
    settle({.settled = {id}, .dead = {{id, "l1", "", reason, ""}}});
  }

  const auto letters = must(open().dead().list({}, 2));

  ASSERT_EQ(letters.size(), 2u);
  EXPECT_EQ(letters[0].reason, "third");
  EXPECT_EQ(letters[1].reason, "second");
  EXPECT_EQ(must(open().dead().count()), 3u);
}

TEST_P(SettlementContract, a_park_for_an_unknown_listener_is_dropped_and_keeps_nothing) {
  const auto id = append_one();

  settle({.settled = {id}, .parks = {{id, "nobody", "", now}}});

  expect_empty();
}

TEST_P(SettlementContract, settling_an_event_that_is_gone_changes_nothing) {
  const auto id = append_one();
  settle({.settled = {id}});

  settle({.settled = {id}, .parks = {{id, "l1", "", now}}, .dead = {{id, "l1", "", "no", ""}}});

  expect_empty();
  EXPECT_EQ(must(open().dead().count()), 0u);
}

TEST_P(SettlementContract, writing_a_settlement_twice_is_as_writing_it_once) {
  const auto id = append_one();
  const settlement what{
      .settled = {id}, .parks = {{id, "l1", "", now}}, .dead = {{id, "l2", "", "rejected", ""}}};

  settle(what);
  settle(what);

  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_EQ(must(open().dead().count()), 1u);
  EXPECT_EQ(must(events().referenced()), 1u);
}

TEST_P(SettlementContract, an_id_of_another_store_names_nothing_here) {
  const auto id = append_one("mine");
  auto foreign = id;
  foreign.installation ^= 1;
  auto other_shard = id;
  other_shard.shard = 7;
  auto out_of_range = id;
  out_of_range.ms = ~std::uint64_t{0};

  settle({.settled = {foreign, other_shard, out_of_range}});

  EXPECT_EQ(unsettled_bodies(), strings{"mine"});
}

TEST_P(SettlementContract, a_retry_that_is_parked_again_keeps_its_new_count_and_error) {
  const auto id = park("l1", now);
  auto again = delivered(id);
  again.park = parked_delivery{id, "l1", "", now, 5, "503 again"};

  finish(again);

  const auto claimed = claim("l1");
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].attempts, 5u);
  EXPECT_EQ(claimed[0].last_error, "503 again");
  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_EQ(must(events().referenced()), 1u);
}

TEST_P(SettlementContract, a_retry_that_is_parked_again_waits_for_its_new_delay) {
  const auto id = park("l1", now);
  auto again = delivered(id);
  again.park = parked_delivery{id, "l1", "", much_later, 2, ""};

  finish(again);

  EXPECT_TRUE(claim("l1").empty());
}

TEST_P(SettlementContract, a_retry_that_is_buried_moves_to_the_dead_and_keeps_its_event) {
  const auto id = park("l1", now);

  finish(buried(id));

  EXPECT_EQ(must(parked().parked()), 0u);
  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(must(open().dead().list({}, 1)).at(0).reason, "12 attempts failed");
  EXPECT_TRUE(due_within(much_later).empty());
}

TEST_P(SettlementContract, an_outcome_for_what_is_no_longer_parked_changes_nothing) {
  const auto kept = park("l1", now);
  const auto gone = park("l1", now);
  finish(delivered(gone));
  auto again = delivered(gone);
  again.park = parked_delivery{gone, "l1", "", now, 9, ""};

  finish(delivered(gone));
  finish(buried(gone));
  finish(again);
  finish(delivered(kept, "l2"));

  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(must(open().dead().count()), 0u);
}

TEST_P(SettlementContract, one_group_may_park_a_delivery_and_hold_its_outcome) {
  const auto id = append_one();

  settle({.settled = {id}, .parks = {{id, "l1", "", much_later}}, .retries = {delivered(id)}});

  expect_empty();
}

TEST_P(SettlementContract, settlements_ride_with_appends) {
  const auto id = append_one("old");

  must(events().write({.appends = {{"new", ""}}, .settles = {.settled = {id}}}));

  EXPECT_EQ(unsettled_bodies(), strings{"new"});
  EXPECT_EQ(must(events().unsettled()), 1u);
}

} // namespace fanfare::test
