#include "tests/contract/store_contract.hpp"

#include <algorithm>

namespace fanfare::test {

using strings = std::vector<std::string>;

class HoldingsContract : public store_contract {
protected:
  HoldingsContract() {
    make_listener("l1");
    make_listener("l2");
  }

  holdings& stock() { return open().stock(); }
  dead_letters& dead() { return open().dead(); }

  event_id bury(const std::string& listener, const std::string& body = "{}") {
    const auto id = append_one(body);
    settle({.settled = {id}, .dead = {{id, listener, "", "no", "", 1}}});
    return id;
  }

  /// Returns what is kept, by listener.
  std::vector<holding> all() {
    auto found = must(stock().all());
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.listener < b.listener; });
    return found;
  }

  strings waiting_bodies(const std::string& listener = "l1") {
    strings bodies;
    for (const auto& each : claim(listener, now))
      bodies.push_back(each.event.body);
    std::sort(bodies.begin(), bodies.end());
    return bodies;
  }
};

INSTANTIATE_TEST_SUITE_P(Stores, HoldingsContract, testing::ValuesIn(all_store_kinds()), name_of);

TEST_P(HoldingsContract, an_empty_store_holds_nothing) {
  EXPECT_TRUE(all().empty());
  EXPECT_EQ(must(stock().bytes()), 0u);
  EXPECT_EQ(must(stock().sizes_of("l1")).parked, 0u);
  EXPECT_EQ(must(stock().sizes_of("l1")).dead, 0u);
  EXPECT_EQ(must(stock().drop_parked("l1", 10)), 0u);
  EXPECT_EQ(must(stock().drop_dead("l1", 10)), 0u);
}

TEST_P(HoldingsContract, each_listener_is_told_with_what_it_has) {
  park("l1", now);
  park("l1", much_later);
  park("l2", now);
  bury("l2");
  bury("");

  const auto found = all();

  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].listener, "");
  EXPECT_EQ(found[0].dead, 1u);
  EXPECT_EQ(found[1].parked, 2u);
  EXPECT_EQ(found[1].dead, 0u);
  EXPECT_EQ(found[2].parked, 1u);
  EXPECT_EQ(found[2].dead, 1u);
}

TEST_P(HoldingsContract, a_dead_letter_grows_old) {
  bury("l1");
  const auto born = all().at(0).oldest_dead;

  EXPECT_GE(born.count(), 0);
  EXPECT_LT(born, std::chrono::hours{1});
}

TEST_P(HoldingsContract, what_waits_for_a_disabled_listener_counts) {
  park("l1", now);
  set_enabled("l1", false);
  EXPECT_TRUE(due_within(now).empty());

  EXPECT_EQ(all().size(), 1u);
}

TEST_P(HoldingsContract, the_oldest_events_of_a_lane_are_dropped_whenever_they_are_due) {
  park("l1", much_later, "1");
  park("l1", now, "2");
  park("l1", now, "3");
  park("l2", now, "other");

  EXPECT_EQ(must(stock().drop_parked("l1", 2)), 2u);

  EXPECT_EQ(waiting_bodies(), strings{"3"});
  EXPECT_EQ(waiting_bodies("l2"), strings{"other"});
  EXPECT_EQ(must(events().referenced()), 2u);
}

TEST_P(HoldingsContract, a_lane_that_is_dropped_to_the_last_is_not_listed) {
  park("l1", now);

  EXPECT_EQ(must(stock().drop_parked("l1", 10)), 1u);

  EXPECT_TRUE(due_within(much_later).empty());
  expect_empty();
}

TEST_P(HoldingsContract, more_than_a_step_is_dropped_in_steps) {
  constexpr std::size_t count = 700;
  settlement all;
  for (const auto& id : append(strings(count, "{}"))) {
    all.settled.push_back(id);
    all.parks.push_back({id, "l1", "", now});
    all.dead.push_back({id, "l2", "", "no", "", 1});
  }
  settle(all);

  EXPECT_EQ(must(stock().drop_parked("l1", 600)), 600u);
  EXPECT_EQ(must(stock().drop_dead("l2", 600)), 600u);

  EXPECT_EQ(must(parked().parked()), 100u);
  EXPECT_EQ(must(dead().count()), 100u);
  EXPECT_EQ(must(events().referenced()), 100u);
}

TEST_P(HoldingsContract, an_event_that_others_need_stays) {
  const auto id = append_one("body");
  settle({.settled = {id}, .parks = {{id, "l1", "", now}, {id, "l2", "", now}}});

  must(stock().drop_parked("l1", 1));

  EXPECT_EQ(waiting_bodies("l2"), strings{"body"});
}

TEST_P(HoldingsContract, the_outcome_of_what_was_dropped_while_it_was_claimed_changes_nothing) {
  const auto id = park("l1", now);
  claim("l1");
  must(stock().drop_parked("l1", 1));

  finish({.event = id, .listener = "l1", .park = parked_delivery{id, "l1", "", now, 1, ""}});

  expect_empty();
}

TEST_P(HoldingsContract, what_waited_behind_a_dropped_one_is_due_at_once) {
  const auto ids = append({"1", "2"});
  for (const auto& id : ids)
    settle({.settled = {id}, .parks = {{id, "l1", "", much_later, 0, "", "key"}}});

  must(stock().drop_parked("l1", 1));

  EXPECT_EQ(waiting_bodies(), strings{"2"});
}

TEST_P(HoldingsContract, the_oldest_dead_letters_of_a_listener_are_dropped) {
  bury("l1", "1");
  bury("l2", "2");
  const auto last = bury("l1", "3");

  EXPECT_EQ(must(stock().drop_dead("l1", 1)), 1u);

  const auto left = must(dead().list({}, 10));
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].event_id, last.text());
  EXPECT_EQ(left[1].listener_id, "l2");
  EXPECT_EQ(must(events().referenced()), 2u);
}

TEST_P(HoldingsContract, dead_letters_of_events_that_could_not_be_used_are_dropped_like_others) {
  bury("");
  bury("");

  EXPECT_EQ(must(stock().drop_dead("", 1)), 1u);

  EXPECT_EQ(must(dead().count()), 1u);
}

TEST_P(HoldingsContract, only_those_that_are_old_enough_are_dropped) {
  bury("l1");

  EXPECT_EQ(must(stock().drop_dead("l1", 10, std::chrono::hours{1})), 0u);
  EXPECT_EQ(must(stock().drop_dead("l1", 10, now)), 1u);
  EXPECT_TRUE(all().empty());
}

TEST_P(HoldingsContract, the_bytes_are_those_of_what_is_kept) {
  append_one(std::string(5'000, 'u'));
  const auto first = park("l1", now, std::string(1'000, 'a'));
  bury("l1", std::string(3'000, 'b'));
  EXPECT_EQ(must(stock().bytes()), 4'000u);

  finish({.event = first, .listener = "l1"});
  EXPECT_EQ(must(stock().bytes()), 3'000u);

  must(dead().replay({}, 10));
  EXPECT_EQ(must(stock().bytes()), 3'000u);
  must(listeners().erase("l1"));
  EXPECT_EQ(must(stock().bytes()), 0u);
}

TEST_P(HoldingsContract, the_sizes_are_those_of_one_listeners_reports) {
  park("l1", now, std::string(1'000, 'a'));
  park("l1", much_later, std::string(3'000, 'b'));
  bury("l1", std::string(500, 'c'));
  for (int i = 0; i < 100; ++i)
    bury("l2", std::string(7'000, 'd'));
  bury("", std::string(60, 'e'));

  const auto first = must(stock().sizes_of("l1"));
  const auto second = must(stock().sizes_of("l2"));

  EXPECT_EQ(first.parked, 2'000u);
  EXPECT_EQ(first.dead, 500u);
  EXPECT_EQ(second.parked, 0u);
  EXPECT_EQ(second.dead, 7'000u);
  EXPECT_EQ(must(stock().sizes_of("")).dead, 60u);
}

TEST_P(HoldingsContract, the_sizes_are_of_old_and_of_new_reports) {
  for (int i = 0; i < 100; ++i)
    bury("l1", std::string(i < 50 ? 100 : 10'000, 'a'));

  const auto size = must(stock().sizes_of("l1")).dead;

  EXPECT_GT(size, 100u);
  EXPECT_LT(size, 10'000u);
}

} // namespace fanfare::test
