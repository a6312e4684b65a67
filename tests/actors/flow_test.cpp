#include "tests/support/engine_floor.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Flow : public ::testing::Test, protected engine_floor {
protected:
  static verdict take(const attempt&) { return verdict::delivered; }

  void expect_delivered_once(std::size_t events, std::size_t fan_out) {
    auto times = attempts();
    EXPECT_EQ(times.size(), events * fan_out);
    for (const auto& [which, count] : times)
      EXPECT_EQ(count, 1) << which.first.text() << " to " << which.second;
    expect_settled(events);
    EXPECT_EQ(around.count.delivered, events * fan_out);
  }

  /// Every event has left the journal, and all credit is back.
  void expect_settled(std::size_t events) {
    EXPECT_TRUE(store.entries.empty());
    EXPECT_EQ(around.count.settled, events);
    EXPECT_TRUE(credit_is_whole());
    EXPECT_TRUE(settling.flights.empty());
    EXPECT_EQ(delivering->lanes.waiting(), 0u);
    EXPECT_EQ(delivering->attempts, 0u);
  }

  std::vector<parked_delivery> parked() const {
    std::vector<parked_delivery> all;
    for (const auto& each : store.written)
      all.insert(all.end(), each.settles.parks.begin(), each.settles.parks.end());
    return all;
  }
};

TEST_F(Flow, brings_every_event_to_every_listener_once_and_settles_it) {
  out->at_once = take;
  open(listeners(10));

  publish(1'000);
  time.advance(1s);

  ASSERT_EQ(answers.size(), 1u);
  ASSERT_TRUE(answers[0]);
  expect_delivered_once(1'000, 10);
}

TEST_F(Flow, delivers_the_bytes_that_were_published) {
  out->at_once = take;
  store.entries[id_of(1)] = R"( { "event_type" : "a.b", "n": 123456789012345678901234567890 } )";
  auto body = store.entries[id_of(1)];

  open(listeners(1));

  ASSERT_EQ(out->attempts.size(), 1u);
  EXPECT_EQ(out->attempts[0].what->body, body);
  EXPECT_EQ(out->attempts[0].what->type, "a.b");
}

TEST_F(Flow, settles_events_that_nobody_wants) {
  open({});

  publish(500);
  time.advance(1s);

  expect_delivered_once(500, 0);
}

TEST_F(Flow, holds_no_more_than_its_windows_while_receivers_hang) {
  open(listeners(10));

  publish(1'000);
  time.advance(900ms);

  EXPECT_LE(out->held.size(), 40u);
  EXPECT_EQ(reading.events.left(), 0);
  EXPECT_GE(matching.deliveries.left(), 0);
  out->at_once = take;
  out->finish_all(verdict::delivered);
  time.advance(1s);
  expect_delivered_once(1'000, 10);
}

TEST_F(Flow, goes_on_for_the_others_while_receivers_hang) {
  out->at_once = take;
  auto all = listeners(10);
  all.push_back(a_listener("hanging"));
  out->hangs = {"hanging"};
  open(all);

  for (int second = 0; second < 10; ++second) {
    publish(100);
    time.advance(1s);
  }

  EXPECT_EQ(out->held.size(), 8u);
  EXPECT_EQ(around.count.delivered, 10'000u);
  EXPECT_TRUE(store.entries.empty()) << "all is settled, with what hangs parked";
  EXPECT_EQ(parked().size(), 1'000u);
  EXPECT_TRUE(credit_is_whole());
  EXPECT_EQ(settling.leased.deliveries.left(), settling.leased.deliveries.limit() - 8);
  out->finish_all(verdict::delivered);
  time.advance(1s);
  EXPECT_EQ(store.written.back().settles.retries.size(), 8u) << "as if they had been claimed";
  EXPECT_TRUE(settling.leased.deliveries.whole());
  EXPECT_TRUE(settling.leased.bytes.whole());
  EXPECT_EQ(retrying.open, 0u);
}

TEST_F(Flow, brings_a_failed_delivery_back_when_it_is_due) {
  open(listeners(1));
  publish(1);
  out->finish(verdict::retry, "503");
  time.run();
  ASSERT_EQ(parked().size(), 1u);
  auto park = parked()[0];
  EXPECT_EQ(park.attempts, 1u);
  EXPECT_TRUE(credit_is_whole());

  time.advance(park.delay - 300ms);
  store.lanes = {{"l0", 250ms}}; // as the retrier sees it in its next look at the store
  time.advance(299ms);
  EXPECT_EQ(out->attempts.size(), 1u);
  store.lanes = {{"l0", 0ms}};
  store.claimable = {{{park.event, a_report()}, "l0", {}, park.attempts, park.last_error}};
  time.advance(1ms);
  store.lanes.clear();
  ASSERT_EQ(out->held.size(), 1u);
  EXPECT_EQ(out->held[0].number, 2u);
  out->finish(verdict::delivered);
  time.run();

  ASSERT_EQ(store.written.back().settles.retries.size(), 1u);
  EXPECT_FALSE(store.written.back().settles.retries[0].park);
  EXPECT_EQ(retrying.open, 0u);
}

TEST_F(Flow, keeps_no_retry_waiting_for_a_burst_in_order_for_another_listener) {
  auto slow = pace_of(8);
  slow.ordering = "event_type";
  slow.rate = 2;
  out->at_once = [](const attempt& each) {
    return each.to->id == "failing" ? verdict::retry : verdict::delivered;
  };
  open({a_listener("in-order", slow), a_listener("failing")});

  publish(15);
  time.advance(1500ms);

  const auto parks = parked();
  EXPECT_EQ(std::count_if(parks.begin(), parks.end(),
                          [](const parked_delivery& each) { return each.listener == "failing"; }),
            15);
  EXPECT_TRUE(store.entries.empty());
  EXPECT_TRUE(credit_is_whole());

  time.advance(10s);
  std::vector<event_id> in_order;
  for (const auto& each : out->attempts)
    if (each.to->id == "in-order")
      in_order.push_back(each.what->id);
  EXPECT_EQ(in_order.size(), 15u);
  EXPECT_TRUE(std::is_sorted(in_order.begin(), in_order.end()));
  EXPECT_TRUE(settling.leased.deliveries.whole());
}

TEST_F(Flow, stands_still_while_the_store_is_down_and_goes_on_after) {
  out->at_once = take;
  open(listeners(2));
  publish(10);
  store.down = out_of_reach;
  publish(10);
  time.advance(20s);
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_FALSE(answers[1]);

  store.down.reset();
  publish(10);
  time.advance(2s);

  expect_delivered_once(20, 2);
  EXPECT_TRUE(around.problems.sentences().empty());
}

// -- actors that die ------------------------------------------------------------

TEST_F(Flow, loses_nothing_when_the_matcher_dies_in_the_middle) {
  out->at_once = take;
  of_matcher.turns = {2, 5, 6};
  open(listeners(3));

  publish(1'000);
  time.advance(5s);

  EXPECT_EQ(around.count.restarts, 3u);
  expect_delivered_once(1'000, 3);
}

TEST_F(Flow, loses_nothing_when_the_reader_dies_in_the_middle) {
  out->at_once = take;
  of_reader.turns = {2, 5, 6};
  open(listeners(3));

  publish(1'000);
  time.advance(5s);

  EXPECT_EQ(around.count.restarts, 3u);
  expect_delivered_once(1'000, 3);
}

TEST_F(Flow, loses_nothing_when_the_deliverer_dies_with_attempts_under_way) {
  of_deliverer.turns = {2, 9};
  open(listeners(3));
  publish(1'000);

  for (int turn = 0; turn < 2'000 && around.count.settled < 1'000; ++turn) {
    if (!out->held.empty())
      out->finish_all(verdict::delivered);
    time.advance(100ms);
  }

  EXPECT_EQ(around.count.restarts, 2u);
  expect_delivered_once(1'000, 3);
}

TEST_F(Flow, loses_nothing_when_the_settler_dies_between_two_turns) {
  out->at_once = take;
  of_settler.turns = {2, 5, 6};
  open(listeners(3));

  publish(1'000);
  time.advance(5s);

  EXPECT_EQ(around.count.restarts, 3u);
  expect_delivered_once(1'000, 3);
}

TEST_F(Flow, loses_nothing_when_the_settler_dies_in_the_middle_of_a_batch) {
  int tried = 0;
  out->at_once = [&tried](const attempt&) {
    return ++tried % 7 == 0 ? verdict::retry : verdict::delivered;
  };
  at_jitter = [] { throw std::runtime_error{"no random numbers left"}; };
  open(listeners(3));

  publish(1'000);
  time.advance(5s);

  EXPECT_EQ(around.count.restarts, 1u);
  expect_settled(1'000);
  EXPECT_EQ(parked().size(), 428u);
  EXPECT_EQ(around.count.delivered + around.count.failed, 3'000u);
}

TEST_F(Flow, loses_nothing_when_all_of_them_die_again_and_again) {
  out->at_once = take;
  for (unsigned turn = 1; turn < 200; turn += 17) {
    of_reader.turns.insert(turn);
    of_matcher.turns.insert(turn + 1);
    of_deliverer.turns.insert(turn + 2);
    of_settler.turns.insert(turn + 3);
  }
  open(listeners(3));

  publish(1'000);
  time.advance(10min);

  EXPECT_GT(around.count.restarts, 8u);
  expect_delivered_once(1'000, 3);
  EXPECT_TRUE(around.problems.sentences().empty());
}

// -- the end --------------------------------------------------------------------

TEST_F(Flow, gives_all_credit_back_and_keeps_what_is_not_delivered_when_it_stops) {
  open(listeners(3, pace_of(2)));
  publish(100);
  ASSERT_EQ(out->held.size(), 6u);

  enter(phase::draining);
  out->finish(verdict::delivered);
  out->finish(verdict::delivered);
  time.run();
  enter(phase::abandoning);

  EXPECT_TRUE(credit_is_whole());
  EXPECT_TRUE(settling.flights.empty());
  EXPECT_EQ(around.count.delivered, 2u);
  auto touched = around.count.settled.load();
  EXPECT_EQ(store.entries.size(), 100 - touched);
  EXPECT_EQ(parked().size() + 2, touched * 3) << "of events that a receiver may know of";
}

TEST_F(Flow, rests_when_there_is_nothing_to_do) {
  out->at_once = take;
  open(listeners(3));
  publish(10);
  time.advance(1s);
  auto reads = store.reads;
  auto writes = store.written.size();

  time.advance(1min);

  EXPECT_EQ(store.reads, reads);
  EXPECT_EQ(store.written.size(), writes);
}

} // namespace
} // namespace fanfare::test
