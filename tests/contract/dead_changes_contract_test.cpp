#include "tests/contract/dead_letters_contract.hpp"

namespace fanfare::test {

class DeadChangesContract : public dead_letters_contract {};

INSTANTIATE_TEST_SUITE_P(Stores, DeadChangesContract, testing::ValuesIn(all_store_kinds()),
                         name_of);

// -- replaying ----------------------------------------------------------------

TEST_P(DeadChangesContract, a_replayed_one_is_due_now_with_no_attempt_used_up) {
  bury("l1", "12 attempts failed", "a@x", "body");

  EXPECT_EQ(replay_all().done, 1u);

  EXPECT_EQ(due_within(now), strings{"l1"});
  const auto claimed = claim("l1");
  ASSERT_EQ(claimed.size(), 1u);
  EXPECT_EQ(claimed[0].attempts, 0u);
  EXPECT_EQ(claimed[0].part, "a@x");
  EXPECT_EQ(claimed[0].event.body, "body");
  EXPECT_EQ(must(dead().count()), 0u);
  EXPECT_EQ(must(parked().parked()), 1u);
}

TEST_P(DeadChangesContract, a_replayed_one_that_is_delivered_leaves_nothing) {
  const auto id = bury("l1");

  replay_all();
  finish({.event = id, .listener = "l1"});

  expect_empty();
  EXPECT_EQ(must(dead().count()), 0u);
}

TEST_P(DeadChangesContract, a_replayed_one_that_dies_again_is_a_new_one) {
  const auto id = bury("l1", "first death");
  const auto before = newest_id();

  replay_all();
  finish({.event = id,
          .listener = "l1",
          .park = {},
          .bury = dead_delivery{id, "l1", "", "second death", "", 12}});

  EXPECT_EQ(reasons({}), strings{"second death"});
  EXPECT_NE(newest_id(), before);
  EXPECT_EQ(must(events().referenced()), 1u);
}

TEST_P(DeadChangesContract, those_without_a_listener_are_left_and_counted) {
  bury("l1");
  bury("");
  bury("l2");
  must(listeners().erase("l1"));

  const auto sum = replay_all();

  EXPECT_EQ(sum.done, 1u);
  EXPECT_EQ(sum.left, 2u);
  EXPECT_EQ(must(dead().count()), 2u);
  EXPECT_EQ(must(events().referenced()), 3u);
}

TEST_P(DeadChangesContract, a_walk_ends_although_steps_are_full_of_those_left) {
  for (int i = 0; i < 5; ++i)
    bury("gone");
  bury("l1");
  for (int i = 0; i < 4; ++i)
    bury("gone");

  const auto sum = replay_all({}, 2);

  EXPECT_EQ(sum.done, 1u);
  EXPECT_EQ(sum.left, 9u);
}

TEST_P(DeadChangesContract, those_of_a_disabled_listener_are_parked_until_it_is_enabled) {
  bury("l1");
  set_enabled("l1", false);

  EXPECT_EQ(replay_all().done, 1u);
  EXPECT_TRUE(due_within(much_later).empty());

  set_enabled("l1", true);
  EXPECT_EQ(due_within(now), strings{"l1"});
}

TEST_P(DeadChangesContract, a_replay_takes_only_what_the_filter_names) {
  bury("l1", "one");
  bury("l2", "two");

  EXPECT_EQ(replay_all({.listener_id = "l2"}).done, 1u);

  EXPECT_EQ(reasons({}), strings{"one"});
  EXPECT_EQ(due_within(now), strings{"l2"});
}

TEST_P(DeadChangesContract, one_step_does_no_more_than_it_was_asked_and_than_is_allowed) {
  for (std::size_t i = 0; i < dead_letters::most_in_a_step + 5; ++i)
    bury("l1");

  EXPECT_EQ(must(dead().replay({}, 3)).done, 3u);
  EXPECT_LE(must(dead().replay({}, 100'000)).done, dead_letters::most_in_a_step);
  EXPECT_EQ(must(parked().parked()) + must(dead().count()), dead_letters::most_in_a_step + 5);
}

TEST_P(DeadChangesContract, those_that_are_paced_become_due_one_after_the_other) {
  for (const auto* body : {"oldest", "middle", "newest"})
    bury("l1", "no", "", body);

  must(dead().replay({}, 10, "", {std::chrono::hours{2}, -std::chrono::hours{1}}));

  const auto due = claim("l1");
  ASSERT_EQ(due.size(), 1u);
  EXPECT_EQ(due[0].event.body, "oldest");
  const auto lanes = must(parked().due({"http"}, 3 * much_later, 1));
  ASSERT_EQ(lanes.size(), 1u);
  EXPECT_LE(lanes[0].in, much_later);
  EXPECT_GT(lanes[0].in, much_later - std::chrono::minutes{1});
}

TEST_P(DeadChangesContract, a_pace_never_leads_back_before_now) {
  bury("l1", "no", "", "older");
  bury("l1", "no", "", "newer");

  must(dead().replay({}, 10, "", {std::chrono::seconds{-5}, -std::chrono::hours{1}}));

  EXPECT_EQ(due_within(now), strings{"l1"});
  EXPECT_GT(must(parked().due({"http"}, now, 1)).at(0).in, -much_later);
}

TEST_P(DeadChangesContract, a_replayed_one_is_as_old_as_its_replay_until_it_ends) {
  const auto id = bury("l1");
  EXPECT_EQ(replay_all().done, 1u);
  const std::chrono::system_clock::time_point never{};

  const auto first = claim("l1", now).at(0).replayed_at;
  finish({.event = id,
          .listener = "l1",
          .park = parked_delivery{id, "l1", "", now, 1, "503 7@9 of these"}});
  const auto second = claim("l1").at(0);
  park("l2", now);

  EXPECT_GE(first, std::chrono::system_clock::time_point{std::chrono::milliseconds{id.ms}});
  EXPECT_EQ(second.replayed_at, first);
  EXPECT_EQ(second.attempts, 1u);
  EXPECT_EQ(second.last_error, "503 7@9 of these");
  EXPECT_EQ(claim("l2").at(0).replayed_at, never);
}

TEST_P(DeadChangesContract, a_replayed_one_that_died_again_knows_when_its_first_attempt_failed) {
  const auto id = bury("l1");
  replay_all();
  finish({.event = id, .listener = "l1", .park = parked_delivery{id, "l1", "", now, 1, "503"}});
  finish({.event = id, .listener = "l1", .bury = dead_delivery{id, "l1", "", "no", "503", 2}});

  const auto letter = must(dead().list({}, 1)).at(0);

  ASSERT_TRUE(letter.first_failed_at);
  EXPECT_LE(*letter.first_failed_at, letter.died_at + std::chrono::milliseconds{1});
  EXPECT_GT(letter.first_failed_at->time_since_epoch().count(), 0);
}

TEST_P(DeadChangesContract, those_that_a_listener_has_no_room_for_are_left_and_counted) {
  park("l1", much_later);
  for (const auto* reason : {"1", "2", "3", "4"})
    bury("l1", reason);
  bury("l2", "other");
  const parked_limits room{.own = {{"l1", 3}}};

  const auto first = must(dead().replay({}, 10, "", {}, room));
  const auto second = must(dead().replay({}, 10, "", {}, room));

  EXPECT_EQ(first.done, 3u);
  EXPECT_EQ(first.full, 2u);
  EXPECT_EQ(second.done, 0u);
  EXPECT_EQ(second.full, 2u);
  EXPECT_EQ(reasons({}), (strings{"2", "1"}));
  EXPECT_EQ(must(parked().parked()), 4u);
  EXPECT_EQ(must(events().referenced()), 6u);
}

TEST_P(DeadChangesContract, a_walk_ends_although_there_is_no_room) {
  for (int i = 0; i < 5; ++i)
    bury("l1");

  const auto sum = walk(
      [this](const std::string& after) { return dead().replay({}, 2, after, {}, {.usual = 1}); });

  EXPECT_EQ(sum.done, 1u);
  EXPECT_EQ(must(dead().count()), 4u);
}

TEST_P(DeadChangesContract, nothing_is_replayed_of_an_empty_store) {
  const auto step = must(dead().replay({}, 10));

  EXPECT_EQ(step.done, 0u);
  EXPECT_EQ(step.left, 0u);
  EXPECT_FALSE(step.next);
}

// -- dropping -----------------------------------------------------------------

TEST_P(DeadChangesContract, an_event_leaves_with_the_last_that_is_dropped) {
  const auto id = append_one();
  settle({.settled = {id}, .dead = {{id, "l1", "", "no"}, {id, "l2", "", "no"}}});

  EXPECT_EQ(drop_all({.listener_id = "l1"}).done, 1u);
  EXPECT_EQ(must(events().referenced()), 1u);

  EXPECT_EQ(drop_all().done, 1u);
  expect_empty();
  EXPECT_EQ(must(dead().count()), 0u);
}

TEST_P(DeadChangesContract, a_parked_delivery_keeps_the_event_of_one_that_is_dropped) {
  const auto id = append_one("body");
  settle({.settled = {id}, .parks = {{id, "l1", "", now}}, .dead = {{id, "l2", "", "no"}}});

  drop_all();

  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(claim("l1").at(0).event.body, "body");
}

TEST_P(DeadChangesContract, those_without_a_listener_are_dropped_like_others) {
  bury("");
  bury("gone");

  EXPECT_EQ(drop_all({}, 1).done, 2u);

  expect_empty();
}

TEST_P(DeadChangesContract, a_drop_takes_only_what_the_filter_names) {
  bury("l1", "keep");
  bury("l1", "drop this");

  EXPECT_EQ(drop_all({.reason = "drop"}).done, 1u);

  EXPECT_EQ(reasons({}), strings{"keep"});
  EXPECT_EQ(must(events().referenced()), 1u);
}

} // namespace fanfare::test
