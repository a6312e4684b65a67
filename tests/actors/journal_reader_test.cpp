#include "tests/actors/journal_reader_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class JournalReader : public journal_reader_test {};

TEST_F(JournalReader, passes_events_on_in_order_with_the_version_of_the_listeners) {
  write(1, 3);
  store.version = 42;

  start();

  auto batches = take_all(matcher.batches);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].listeners_version, 42u);
  ASSERT_EQ(batches[0].events.size(), 3u);
  EXPECT_EQ(batches[0].events[0]->id, id_of(1));
  EXPECT_EQ(batches[0].events[2]->id, id_of(3));
  EXPECT_EQ(batches[0].events[0]->type, "repo.sync.start");
  EXPECT_EQ(batches[0].events[0]->body, a_report());
}

TEST_F(JournalReader, reads_no_more_events_than_the_window_holds) {
  write(1, 10);

  start(4);
  time.advance(1s);

  EXPECT_EQ(passed_on(), (numbers{1, 2, 3, 4}));
}

TEST_F(JournalReader, goes_on_when_credit_comes_back) {
  write(1, 10);
  start(4);
  passed_on();

  settle(1, 30);
  EXPECT_EQ(passed_on(), (numbers{5}));
  settle(3, 90);

  EXPECT_EQ(passed_on(), (numbers{6, 7, 8}));
}

TEST_F(JournalReader, has_at_most_one_event_beyond_the_window_in_bytes) {
  auto body = a_report("a", 100 - a_report("a").size());
  write(1, 10, body);

  start(100, 250);
  time.advance(1s);

  EXPECT_EQ(passed_on(), (numbers{1, 2, 3}));
  EXPECT_EQ(desk->bytes.left(), -50);
  settle(1, 100);
  EXPECT_EQ(passed_on(), (numbers{4}));
}

TEST_F(JournalReader, lets_an_event_pass_that_is_larger_than_the_window) {
  write(1, 1, a_report("a", 5'000));
  write(2, 2);

  start(100, 1'000);

  EXPECT_EQ(passed_on(), (numbers{1}));
  settle(1, static_cast<std::int64_t>(a_report("a", 5'000).size()));
  EXPECT_EQ(passed_on(), (numbers{2}));
}

TEST_F(JournalReader, reads_on_after_a_short_read) {
  write(1, 1'500);

  start(10'000, 1 << 30);

  EXPECT_EQ(passed_on().size(), 1'500u);
}

TEST_F(JournalReader, sends_what_is_no_report_to_the_settler_without_using_credit) {
  write(1, 1, "no JSON");
  write(2, 2);
  write(3, 3, "{}");

  start(2);

  EXPECT_EQ(passed_on(), (numbers{2}));
  auto unusable = take_items(settler.unusable);
  ASSERT_EQ(unusable.size(), 2u);
  EXPECT_EQ(unusable[0].event, id_of(1));
  EXPECT_EQ(unusable[1].event, id_of(3));
  EXPECT_EQ(unusable[0].listener, "");
  EXPECT_EQ(unusable[0].reason.rfind("not a report: ", 0), 0u) << unusable[0].reason;
  EXPECT_EQ(desk->events.left(), 1);
}

TEST_F(JournalReader, pauses_for_a_second_when_the_store_fails) {
  write(1, 1);
  store.down = out_of_reach;
  start();
  EXPECT_TRUE(has_problem("journal: the disk is full"));

  store.down.reset();
  time.advance(999ms);
  EXPECT_TRUE(passed_on().empty());
  EXPECT_TRUE(has_problem("journal"));
  time.advance(1ms);

  EXPECT_EQ(passed_on(), (numbers{1}));
  EXPECT_FALSE(has_problem("journal"));
}

TEST_F(JournalReader, repeats_nothing_and_loses_nothing_after_a_failure) {
  write(1, 2);
  start();
  EXPECT_EQ(passed_on(), (numbers{1, 2}));
  store.down = out_of_reach;
  write(3, 4);
  time.advance(3s);
  store.down.reset();

  time.advance(1s);

  EXPECT_EQ(passed_on(), (numbers{3, 4}));
}

TEST_F(JournalReader, notices_within_50_ms_what_others_wrote) {
  start();
  time.advance(120ms);

  write(1, 1);
  time.advance(50ms);

  EXPECT_EQ(passed_on(), (numbers{1}));
}

TEST_F(JournalReader, reads_at_once_what_this_node_wrote) {
  start();
  store.entries[id_of(1)] = a_report();

  desk->news = true;
  desk->bell.ring();
  time.run();

  EXPECT_EQ(passed_on(), (numbers{1}));
}

TEST_F(JournalReader, does_not_read_again_while_nothing_changes) {
  write(1, 3);
  start();
  time.advance(100ms);
  auto before = store.reads;

  time.advance(10s);

  EXPECT_EQ(store.reads, before);
}

TEST_F(JournalReader, reads_once_where_the_store_says_that_there_was_no_more) {
  write(1, 3);

  start();

  EXPECT_EQ(passed_on(), (numbers{1, 2, 3}));
  EXPECT_EQ(store.reads, 1u);
}

TEST_F(JournalReader, asks_whether_others_wrote_every_50_ms_only_while_news_keep_coming) {
  start();
  const auto before = store.marks_asked;
  for (std::uint64_t n = 1; n <= 40; ++n) { // one of this node each 5 ms
    store.entries[id_of(n)] = a_report();
    desk->news = true;
    desk->bell.ring();
    time.advance(5ms);
  }

  EXPECT_EQ(passed_on().size(), 40u);
  EXPECT_EQ(store.marks_asked - before, 4u);
  write(41, 41); // by another, without news
  time.advance(50ms);
  EXPECT_EQ(passed_on(), (numbers{41}));
}

TEST_F(JournalReader, has_one_read_under_way) {
  queue.hold = true;
  start();

  desk->news = true;
  desk->bell.ring();
  time.advance(1s);

  EXPECT_EQ(queue.waiting(), 1u);
}

TEST_F(JournalReader, stops_reading_when_the_engine_drains) {
  start();
  around.now = phase::draining;
  auto before = store.reads;

  write(1, 1);
  desk->news = true;
  desk->bell.ring();
  time.advance(1s);

  EXPECT_EQ(store.reads, before);
}

TEST_F(JournalReader, leaves_to_the_journal_what_arrives_while_the_engine_drains) {
  queue.hold = true;
  write(1, 1);
  start();
  around.now = phase::draining;

  queue.release();
  time.run();

  EXPECT_TRUE(passed_on().empty());
  EXPECT_TRUE(desk->events.whole());
  EXPECT_TRUE(desk->bytes.whole());
}

// -- what is parked in order ----------------------------------------------------------

TEST_F(JournalReader, passes_on_what_is_parked_in_order_before_the_first_events) {
  store.ordered = {{"a", "k", 3}};
  write(1, 2);

  start();

  auto batches = take_all(matcher.batches);
  ASSERT_GE(batches.size(), 1u);
  ASSERT_EQ(batches[0].parked.size(), 1u);
  EXPECT_EQ(batches[0].parked[0].key, "k");
  EXPECT_EQ(batches[0].events.size(), 2u);
  for (std::size_t i = 1; i < batches.size(); ++i)
    EXPECT_TRUE(batches[i].parked.empty());
}

TEST_F(JournalReader, passes_on_what_is_parked_in_order_although_there_are_no_events) {
  store.ordered = {{"a", "k", 3}};

  start();

  auto batches = take_all(matcher.batches);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].parked.size(), 1u);
}

TEST_F(JournalReader, reads_no_event_before_it_knows_what_is_parked_in_order) {
  store.down = out_of_reach;
  store.ordered = {{"a", "k", 3}};
  write(1, 2);
  start();
  EXPECT_TRUE(take_all(matcher.batches).empty());

  store.down.reset();
  time.advance(1s);

  EXPECT_EQ(take_all(matcher.batches).at(0).parked.size(), 1u);
}

TEST_F(JournalReader, says_once_when_it_has_read_what_was_there_at_the_start) {
  write(1, 1'200);
  start(5'000);
  write(1'201, 1'210);
  time.advance(1s);

  std::size_t said = 0;
  std::size_t events = 0;
  for (const auto& each : take_all(matcher.batches)) {
    events += each.events.size();
    if (!each.end_of_backlog)
      continue;
    ++said;
    EXPECT_GE(events, 1'200u);
  }
  EXPECT_EQ(said, 1u);
}

TEST_F(JournalReader, needs_no_empty_reading_to_know_that_the_backlog_is_read) {
  write(1, 5);

  start(5);

  auto batches = take_all(matcher.batches);
  ASSERT_EQ(batches.size(), 1u) << "there is no credit for another reading";
  EXPECT_TRUE(batches[0].end_of_backlog);
}

TEST_F(JournalReader, does_not_take_a_part_of_the_backlog_for_all_of_it) {
  write(1, 6);

  start(5);

  auto batches = take_all(matcher.batches);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_FALSE(batches[0].end_of_backlog);
}

} // namespace
} // namespace fanfare::test
