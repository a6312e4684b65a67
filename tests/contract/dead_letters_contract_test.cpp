#include "tests/contract/store_contract.hpp"

#include <set>

namespace fanfare::test {

using strings = std::vector<std::string>;

class DeadLettersContract : public store_contract {
protected:
  DeadLettersContract() {
    make_listener("l1");
    make_listener("l2");
  }

  dead_letters& dead() { return open().dead(); }

  /// Buries the only delivery of a new event and returns the event's id.
  event_id bury(const std::string& listener, const std::string& reason = "rejected",
                const std::string& part = "", const std::string& body = "{}") {
    const auto id = append_one(body);
    settle({.settled = {id}, .dead = {{id, listener, part, reason, "400 no", 3}}});
    return id;
  }

  strings reasons(const dead_filter& which, std::size_t limit = 100,
                  const std::string& after = "") {
    strings found;
    for (const auto& x : must(dead().list(which, limit, after)))
      found.push_back(x.reason);
    return found;
  }

  std::string newest_id() { return must(dead().list({}, 1)).at(0).id; }

  struct tally {
    std::uint64_t done = 0;
    std::uint64_t left = 0;
  };
  /// Goes on from step to step until there are no more.
  template <class Step>
  tally walk(Step step) {
    tally sum;
    std::string after;
    for (int steps = 0; steps < 100; ++steps) {
      const auto one = must(step(after));
      sum.done += one.done;
      sum.left += one.left;
      if (!one.next)
        return sum;
      after = *one.next;
    }
    ADD_FAILURE() << "the walk did not end";
    return sum;
  }
  tally replay_all(const dead_filter& which = {}, std::size_t most = 100) {
    return walk([&](const std::string& after) { return dead().replay(which, most, after); });
  }
  tally drop_all(const dead_filter& which = {}, std::size_t most = 100) {
    return walk([&](const std::string& after) { return dead().drop(which, most, after); });
  }
};
class DurableDeadLettersContract : public DeadLettersContract {};

INSTANTIATE_TEST_SUITE_P(Stores, DeadLettersContract, testing::ValuesIn(all_store_kinds()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableDeadLettersContract,
                         testing::ValuesIn(durable_store_kinds()), name_of);

// -- finding ------------------------------------------------------------------

TEST_P(DeadLettersContract, each_has_an_id_of_its_own) {
  bury("l1");
  bury("l1");

  std::set<std::string> ids;
  for (const auto& x : must(dead().list({}, 10)))
    ids.insert(x.id);

  EXPECT_EQ(ids.size(), 2u);
  EXPECT_EQ(ids.count(""), 0u);
}

TEST_P(DeadLettersContract, one_is_found_with_the_body_of_its_event) {
  const auto event = bury("l1", "rejected", "a@x", R"({"event_type":"a"})");

  const auto found = must(dead().find(newest_id()));

  ASSERT_TRUE(found);
  EXPECT_EQ(found->body, R"({"event_type":"a"})");
  EXPECT_EQ(found->letter.id, newest_id());
  EXPECT_EQ(found->letter.event_id, event.text());
  EXPECT_EQ(found->letter.part, "a@x");
  EXPECT_EQ(found->letter.last_answer, "400 no");
}

TEST_P(DeadLettersContract, an_id_that_is_none_names_nothing) {
  bury("l1");

  for (const auto* id : {"", "nonsense", "-1", "18446744073709551616", "1 OR 1=1", "'", "99-99"}) {
    EXPECT_FALSE(must(dead().find(id))) << id;
    EXPECT_EQ(must(dead().drop({.ids = {id}}, 10)).done, 0u) << id;
    EXPECT_EQ(must(dead().replay({.ids = {id}}, 10)).done, 0u) << id;
  }
  EXPECT_EQ(must(dead().count()), 1u);
}

TEST_P(DeadLettersContract, pages_follow_each_other_without_gap_or_repeat) {
  for (const auto* reason : {"1", "2", "3", "4", "5"})
    bury("l1", reason);

  const auto first = must(dead().list({}, 2));
  const auto second = must(dead().list({}, 2, first.back().id));
  const auto third = must(dead().list({}, 2, second.back().id));

  EXPECT_EQ(first.front().reason, "5");
  EXPECT_EQ(second.front().reason, "3");
  ASSERT_EQ(third.size(), 1u);
  EXPECT_EQ(third.front().reason, "1");
  EXPECT_TRUE(must(dead().list({}, 2, third.back().id)).empty());
}

TEST_P(DeadLettersContract, a_page_after_what_is_no_id_is_empty) {
  bury("l1");

  EXPECT_TRUE(must(dead().list({}, 10, "nonsense")).empty());
}

TEST_P(DeadLettersContract, are_filtered_by_each_field_and_by_all_together) {
  bury("l1", "12 attempts failed");
  const auto second = bury("l2", "12 attempts failed");
  bury("l2", "rejected: 404");

  EXPECT_EQ(reasons({.listener_id = "l2"}), (strings{"rejected: 404", "12 attempts failed"}));
  EXPECT_EQ(reasons({.event_id = second.text()}), strings{"12 attempts failed"});
  EXPECT_EQ(reasons({.reason = "404"}), strings{"rejected: 404"});
  EXPECT_EQ(reasons({.listener_id = "l1", .reason = "attempts"}), strings{"12 attempts failed"});
  EXPECT_EQ(reasons({.listener_id = "l1", .reason = "404"}), strings{});
  EXPECT_EQ(reasons({.listener_id = "l2"}, 1), strings{"rejected: 404"});
}

TEST_P(DeadLettersContract, a_filter_names_exactly_the_ids_it_has) {
  for (const auto* reason : {"1", "2", "3", "4"})
    bury("l1", reason);
  const auto all = must(dead().list({}, 10));

  EXPECT_EQ(reasons({.ids = {all[3].id, all[0].id, "nonsense", all[0].id}}), (strings{"4", "1"}));
}

TEST_P(DeadLettersContract, the_reason_is_taken_letter_by_letter) {
  bury("l1", "100% of 'it' failed");
  bury("l1", "100x of it failed");

  EXPECT_EQ(reasons({.reason = "100% of 'it'"}), strings{"100% of 'it' failed"});
  EXPECT_EQ(reasons({.reason = "100_"}), strings{});
  EXPECT_EQ(reasons({.reason = ".*"}), strings{});
}

TEST_P(DeadLettersContract, are_filtered_by_when_they_died) {
  bury("l1");
  const auto died = must(dead().list({}, 1)).at(0).died_at;

  EXPECT_EQ(reasons({.since = died}).size(), 1u);
  EXPECT_EQ(reasons({.since = died + std::chrono::milliseconds{1}}).size(), 0u);
}

TEST_P(DeadLettersContract, an_event_id_of_another_store_names_nothing) {
  auto foreign = bury("l1");
  foreign.installation ^= 1;

  EXPECT_EQ(reasons({.event_id = foreign.text()}), strings{});
  EXPECT_EQ(reasons({.event_id = "nonsense"}), strings{});
}

// -- replaying ----------------------------------------------------------------

TEST_P(DeadLettersContract, a_replayed_one_is_due_now_with_no_attempt_used_up) {
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

TEST_P(DeadLettersContract, a_replayed_one_that_is_delivered_leaves_nothing) {
  const auto id = bury("l1");

  replay_all();
  finish({.event = id, .listener = "l1"});

  expect_empty();
  EXPECT_EQ(must(dead().count()), 0u);
}

TEST_P(DeadLettersContract, a_replayed_one_that_dies_again_is_a_new_one) {
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

TEST_P(DeadLettersContract, those_without_a_listener_are_left_and_counted) {
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

TEST_P(DeadLettersContract, a_walk_ends_although_steps_are_full_of_those_left) {
  for (int i = 0; i < 5; ++i)
    bury("gone");
  bury("l1");
  for (int i = 0; i < 4; ++i)
    bury("gone");

  const auto sum = replay_all({}, 2);

  EXPECT_EQ(sum.done, 1u);
  EXPECT_EQ(sum.left, 9u);
}

TEST_P(DeadLettersContract, those_of_a_disabled_listener_are_parked_until_it_is_enabled) {
  bury("l1");
  set_enabled("l1", false);

  EXPECT_EQ(replay_all().done, 1u);
  EXPECT_TRUE(due_within(much_later).empty());

  set_enabled("l1", true);
  EXPECT_EQ(due_within(now), strings{"l1"});
}

TEST_P(DeadLettersContract, a_replay_takes_only_what_the_filter_names) {
  bury("l1", "one");
  bury("l2", "two");

  EXPECT_EQ(replay_all({.listener_id = "l2"}).done, 1u);

  EXPECT_EQ(reasons({}), strings{"one"});
  EXPECT_EQ(due_within(now), strings{"l2"});
}

TEST_P(DeadLettersContract, one_step_does_no_more_than_it_was_asked_and_than_is_allowed) {
  for (std::size_t i = 0; i < dead_letters::most_in_a_step + 5; ++i)
    bury("l1");

  EXPECT_EQ(must(dead().replay({}, 3)).done, 3u);
  EXPECT_LE(must(dead().replay({}, 100'000)).done, dead_letters::most_in_a_step);
  EXPECT_EQ(must(parked().parked()) + must(dead().count()), dead_letters::most_in_a_step + 5);
}

TEST_P(DeadLettersContract, nothing_is_replayed_of_an_empty_store) {
  const auto step = must(dead().replay({}, 10));

  EXPECT_EQ(step.done, 0u);
  EXPECT_EQ(step.left, 0u);
  EXPECT_FALSE(step.next);
}

// -- dropping -----------------------------------------------------------------

TEST_P(DeadLettersContract, an_event_leaves_with_the_last_that_is_dropped) {
  const auto id = append_one();
  settle({.settled = {id}, .dead = {{id, "l1", "", "no"}, {id, "l2", "", "no"}}});

  EXPECT_EQ(drop_all({.listener_id = "l1"}).done, 1u);
  EXPECT_EQ(must(events().referenced()), 1u);

  EXPECT_EQ(drop_all().done, 1u);
  expect_empty();
  EXPECT_EQ(must(dead().count()), 0u);
}

TEST_P(DeadLettersContract, a_parked_delivery_keeps_the_event_of_one_that_is_dropped) {
  const auto id = append_one("body");
  settle({.settled = {id}, .parks = {{id, "l1", "", now}}, .dead = {{id, "l2", "", "no"}}});

  drop_all();

  EXPECT_EQ(must(events().referenced()), 1u);
  EXPECT_EQ(claim("l1").at(0).event.body, "body");
}

TEST_P(DeadLettersContract, those_without_a_listener_are_dropped_like_others) {
  bury("");
  bury("gone");

  EXPECT_EQ(drop_all({}, 1).done, 2u);

  expect_empty();
}

TEST_P(DeadLettersContract, a_drop_takes_only_what_the_filter_names) {
  bury("l1", "keep");
  bury("l1", "drop this");

  EXPECT_EQ(drop_all({.reason = "drop"}).done, 1u);

  EXPECT_EQ(reasons({}), strings{"keep"});
  EXPECT_EQ(must(events().referenced()), 1u);
}

TEST_P(DurableDeadLettersContract, keep_their_ids_when_the_store_is_opened_again) {
  bury("l1");
  const auto before = newest_id();

  reopen();

  EXPECT_EQ(newest_id(), before);
}

} // namespace fanfare::test
