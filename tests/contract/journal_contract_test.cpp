#include "tests/contract/store_contract.hpp"

#include <algorithm>

namespace fanfare::test {

using strings = std::vector<std::string>;

class JournalContract : public store_contract {};
class DurableJournalContract : public store_contract {};

INSTANTIATE_TEST_SUITE_P(Stores, JournalContract, testing::ValuesIn(all_store_kinds()), name_of);
INSTANTIATE_TEST_SUITE_P(Stores, DurableJournalContract, testing::ValuesIn(durable_store_kinds()),
                         name_of);

TEST_P(JournalContract, a_new_store_has_nothing_to_read) { expect_empty(); }

TEST_P(JournalContract, reads_what_was_appended_in_its_order_with_the_ids_given) {
  const auto ids = append({"a", "b", "c"});

  const auto batch = must(events().read(std::nullopt, {10, 1'000}));

  ASSERT_EQ(batch.entries.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(batch.entries[i].id, ids[i]);
  EXPECT_EQ(unsettled_bodies(), (strings{"a", "b", "c"}));
  EXPECT_EQ(must(events().unsettled()), 3u);
}

TEST_P(JournalContract, keeps_every_byte_of_a_body) {
  const std::string odd{"{\"a\" : 1e400}\0\xff\xfe\n tail", 22};
  const std::string large(1'000'000, 'x');

  append({odd, "", large});

  EXPECT_EQ(unsettled_bodies(), (strings{odd, ""}));
  EXPECT_EQ(must(events().read(std::nullopt, {10, 2'000'000})).entries.back().body, large);
}

TEST_P(JournalContract, ids_rise_within_and_between_groups) {
  auto ids = append({"a", "b"});
  const auto later = append({"c", "d"});
  ids.insert(ids.end(), later.begin(), later.end());

  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

TEST_P(JournalContract, ids_rise_although_everything_older_is_gone) {
  const auto first = append_one();
  settle({.settled = {first}});

  EXPECT_GT(append_one(), first);
}

TEST_P(JournalContract, reads_only_what_comes_after_a_given_event) {
  const auto ids = append({"a", "b", "c"});

  const auto batch = must(events().read(ids[1], {10, 1'000}));

  ASSERT_EQ(batch.entries.size(), 1u);
  EXPECT_EQ(batch.entries[0].body, "c");
  EXPECT_TRUE(must(events().read(ids[2], {10, 1'000})).entries.empty());
}

TEST_P(JournalContract, reads_on_after_an_event_that_is_gone) {
  const auto ids = append({"a", "b"});
  settle({.settled = {ids[0]}});

  EXPECT_EQ(must(events().read(ids[0], {10, 1'000})).entries.front().body, "b");
}

TEST_P(JournalContract, reads_no_more_events_than_asked_for) {
  append({"a", "b", "c"});

  EXPECT_EQ(must(events().read(std::nullopt, {2, 1'000})).entries.size(), 2u);
}

TEST_P(JournalContract, stops_before_the_event_that_would_exceed_the_bytes) {
  append({"1234", "5678", "9"});

  EXPECT_EQ(must(events().read(std::nullopt, {10, 8})).entries.size(), 2u);
  EXPECT_EQ(must(events().read(std::nullopt, {10, 7})).entries.size(), 1u);
}

TEST_P(JournalContract, reads_at_least_one_event_whatever_its_size) {
  append({"1234", "5678"});

  EXPECT_EQ(must(events().read(std::nullopt, {10, 1})).entries.size(), 1u);
}

TEST_P(JournalContract, a_batch_tells_whether_there_was_more) {
  EXPECT_TRUE(must(events().read(std::nullopt, {10, 1'000})).at_end);
  const auto ids = append({"1234", "5678", "9"});

  EXPECT_FALSE(must(events().read(std::nullopt, {2, 1'000})).at_end) << "events";
  EXPECT_FALSE(must(events().read(std::nullopt, {10, 8})).at_end) << "bytes";
  EXPECT_TRUE(must(events().read(std::nullopt, {10, 1'000})).at_end);
  EXPECT_TRUE(must(events().read(ids[1], {10, 1'000})).at_end);
  EXPECT_TRUE(must(events().read(ids[2], {10, 1'000})).at_end);
}

TEST_P(JournalContract, a_batch_tells_of_more_behind_what_is_kept) {
  make_listener("l1");
  park("l1", now);
  append({"a", "b"});

  const auto first = must(events().read(std::nullopt, {1, 1'000}));

  ASSERT_EQ(first.entries.size(), 1u);
  EXPECT_EQ(first.entries[0].body, "a");
  EXPECT_FALSE(first.at_end);
}

TEST_P(JournalContract, an_empty_group_is_written_and_gives_no_ids) {
  EXPECT_TRUE(must(events().write({})).empty());
}

TEST_P(JournalContract, a_batch_tells_the_version_the_listeners_have) {
  append_one();
  const auto before = must(events().read(std::nullopt, {1, 100})).listeners_version;

  make_listener("l1");

  EXPECT_EQ(before, 0u);
  EXPECT_EQ(must(events().read(std::nullopt, {1, 100})).listeners_version,
            must(listeners().load()).version);
}

TEST_P(JournalContract, the_change_mark_rests_while_nobody_writes) {
  append_one();
  const auto mark = must(events().change_mark());
  unsettled_bodies();

  EXPECT_EQ(must(events().change_mark()), mark);
}

TEST_P(DurableJournalContract, the_change_mark_moves_when_another_opener_writes) {
  const auto other = another();
  const auto mark = must(events().change_mark());

  must(other->events().write({.appends = {{"from elsewhere", ""}}}));

  EXPECT_NE(must(events().change_mark()), mark);
  EXPECT_EQ(unsettled_bodies(), strings{"from elsewhere"});
}

TEST_P(DurableJournalContract, the_change_mark_moves_when_another_opener_changes_a_listener) {
  const auto other = another();
  const auto mark = must(events().change_mark());

  must(other->listeners().put(listener({.id = "l1"}), {}));

  EXPECT_NE(must(events().change_mark()), mark);
}

TEST_P(DurableJournalContract, a_reopened_store_reads_exactly_what_is_unsettled) {
  make_listener("l1");
  const auto ids = append({"open", "done", "parked", "dead", "open too"});
  settle({.settled = {ids[1], ids[2], ids[3]},
          .parks = {{ids[2], "l1", "", much_later}},
          .dead = {{ids[3], "l1", "", "gave up", ""}}});

  reopen();

  EXPECT_EQ(unsettled_bodies(), (strings{"open", "open too"}));
  EXPECT_EQ(must(events().unsettled()), 2u);
  EXPECT_EQ(must(events().referenced()), 2u);
  EXPECT_EQ(must(parked().parked()), 1u);
  EXPECT_EQ(must(open().dead().count()), 1u);
}

TEST_P(DurableJournalContract, ids_rise_over_a_restart_of_an_emptied_store) {
  const auto before = append_one();
  settle({.settled = {before}});

  reopen();

  const auto after = append_one();
  EXPECT_GT(after, before);
  EXPECT_EQ(after.installation, before.installation);
}

TEST_P(DurableJournalContract, two_openers_append_with_one_order) {
  const auto other = another();

  const auto first = append_one("1");
  const auto second = must(other->events().write({.appends = {{"2", ""}}})).front();
  const auto third = append_one("3");

  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_EQ(unsettled_bodies(), (strings{"1", "2", "3"}));
}

} // namespace fanfare::test
