#include "tests/contract/dead_letters_contract.hpp"

#include <set>

namespace fanfare::test {

class DeadLettersContract : public dead_letters_contract {};
class DurableDeadLettersContract : public dead_letters_contract {};

INSTANTIATE_TEST_SUITE_P(Stores, DeadLettersContract, testing::ValuesIn(all_store_kinds()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableDeadLettersContract,
                         testing::ValuesIn(durable_store_kinds()), name_of);

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

TEST_P(DeadLettersContract, are_filtered_by_the_exact_type_of_their_event) {
  for (const auto* type : {"repo.sync.start", "repo.sync", ""}) {
    const auto id = append_one();
    settle({.settled = {id}, .dead = {{id, "l1", "", type, "", 1, type}}});
  }

  EXPECT_EQ(reasons({.event_type = "repo.sync"}), strings{"repo.sync"});
  EXPECT_EQ(reasons({.event_type = "repo.sync.*"}), strings{});
  EXPECT_EQ(reasons({.listener_id = "l1", .event_type = "repo.sync"}), strings{"repo.sync"});
  EXPECT_EQ(must(dead().list({.event_type = "repo.sync"}, 1)).at(0).event_type, "repo.sync");
}

TEST_P(DeadLettersContract, pages_of_one_listener_follow_each_other_without_gap_or_repeat) {
  constexpr std::size_t count = 1'100;
  std::vector<std::string> bodies(count, "{}");
  settlement all;
  for (const auto& id : append(bodies)) {
    all.settled.push_back(id);
    all.dead.push_back({id, all.dead.size() % 11 == 10 ? "l2" : "l1", "", "no", "", 1});
  }
  settle(all);

  std::vector<std::string> ids;
  std::string after;
  for (;;) {
    const auto page = must(dead().list({.listener_id = "l1"}, 300, after));
    for (const auto& each : page)
      ids.push_back(each.id);
    if (page.size() < 300)
      break;
    after = page.back().id;
  }

  EXPECT_EQ(ids.size(), 1'000u);
  EXPECT_EQ((std::set<std::string>{ids.begin(), ids.end()}).size(), 1'000u);
  EXPECT_EQ(must(dead().list({.listener_id = "l1"}, 5'000)).size(), 1'000u);
  EXPECT_EQ(must(dead().list({.listener_id = "l2"}, 5'000)).size(), 100u);
}

TEST_P(DeadLettersContract, know_when_their_first_attempt_had_failed) {
  const auto first = append_one();
  settle({.settled = {first}, .parks = {{first, "l1", "", now, 1, "503"}}});
  finish({.event = first, .listener = "l1", .park = parked_delivery{first, "l1", "", now, 2, ""}});
  finish({.event = first,
          .listener = "l1",
          .park = {},
          .bury = dead_delivery{first, "l1", "", "12 attempts failed", "503", 12}});
  bury("l1");
  const auto never = append_one();
  settle({.settled = {never}, .dead = {{never, "", "", "no report", "", 0}}});

  const auto letters = must(dead().list({}, 10));

  ASSERT_EQ(letters.size(), 3u);
  EXPECT_FALSE(letters[0].first_failed_at);
  ASSERT_TRUE(letters[1].first_failed_at);
  EXPECT_LE(*letters[1].first_failed_at, letters[1].died_at + std::chrono::milliseconds{1});
  ASSERT_TRUE(letters[2].first_failed_at);
  EXPECT_LE(*letters[2].first_failed_at, letters[2].died_at + std::chrono::milliseconds{1});
  EXPECT_GT(letters[2].first_failed_at->time_since_epoch().count(), 0);
}

TEST_P(DeadLettersContract, are_counted_as_a_replay_would) {
  bury("l1", "404");
  bury("l1", "410");
  bury("gone", "404");
  bury("", "no report");

  const auto all = must(dead().count({}));
  const auto some = must(dead().count({.reason = "404"}));

  EXPECT_EQ(all.with_listener, 2u);
  EXPECT_EQ(all.without, 2u);
  EXPECT_EQ(some.with_listener, 1u);
  EXPECT_EQ(some.without, 1u);
  EXPECT_EQ(must(dead().count({.ids = {"nonsense"}})).with_listener, 0u);
  EXPECT_EQ(must(dead().count()), 4u);
}

TEST_P(DurableDeadLettersContract, keep_their_ids_when_the_store_is_opened_again) {
  bury("l1");
  const auto before = newest_id();

  reopen();

  EXPECT_EQ(newest_id(), before);
}

TEST_P(DurableDeadLettersContract,
       that_were_replayed_stay_as_young_when_the_store_is_opened_again) {
  bury("l1");
  must(dead().replay({}, 10));
  const auto before = claim("l1", now).at(0).replayed_at;

  reopen();

  EXPECT_GT(before.time_since_epoch().count(), 0);
  EXPECT_EQ(claim("l1").at(0).replayed_at, before);
}

} // namespace fanfare::test
