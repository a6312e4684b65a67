#include "tests/actors/settler_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Settler : public settler_test {};

TEST_F(Settler, settles_an_event_when_its_last_delivery_has_ended) {
  plan(1, 3);
  finish({one(1, ending::delivered), one(1, ending::delivered)});
  EXPECT_TRUE(store.written.empty());

  finish({one(1, ending::delivered)});

  ASSERT_EQ(store.written.size(), 1u);
  EXPECT_EQ(settled().settled, ids{id_of(1)});
  EXPECT_TRUE(settled().parks.empty());
  EXPECT_TRUE(settled().dead.empty());
  EXPECT_EQ(around.count.settled, 1u);
  EXPECT_EQ(around.count.delivered, 3u);
}

TEST_F(Settler, settles_an_event_without_deliveries_at_once) {
  plan(1, 0);

  EXPECT_EQ(settled().settled, ids{id_of(1)});
  EXPECT_TRUE(credit_is_whole());
}

TEST_F(Settler, keeps_apart_the_events_that_end_in_one_batch) {
  plan(1, 2);
  plan(2, 1);

  finish({one(1, ending::delivered), one(2, ending::delivered)});

  EXPECT_EQ(settled().settled, ids{id_of(2)});
}

TEST_F(Settler, takes_an_ending_that_lies_there_together_with_its_plan) {
  desk.finished.push({one(1, ending::delivered)});
  desk.plans.push({{an_event(1), 1}});

  time.run();

  EXPECT_EQ(settled().settled, ids{id_of(1)});
}

TEST_F(Settler, looks_for_a_plan_that_came_after_it_had_read_the_plans) {
  plan(2, 1);
  at_jitter = [this] { desk.plans.push({{an_event(1), 1}}); };

  finish({one(2, ending::retry), one(1, ending::delivered)});

  EXPECT_EQ(settled().settled, (ids{id_of(2), id_of(1)}));
}

// -- what is kept of a delivery -------------------------------------------------

TEST_F(Settler, parks_what_is_to_be_retried_with_the_backoff_of_its_listener) {
  plan(1, 1);

  finish({one(1, ending::retry)});

  ASSERT_EQ(settled().parks.size(), 1u);
  const auto& park = settled().parks[0];
  EXPECT_EQ(park.event, id_of(1));
  EXPECT_EQ(park.listener, "a");
  EXPECT_EQ(park.delay, 3'750ms) << "of 5 s half, and half of the other half";
  EXPECT_EQ(park.attempts, 1u);
  EXPECT_EQ(park.last_error, "answer");
  EXPECT_EQ(settled().settled, ids{id_of(1)});
  EXPECT_EQ(around.count.failed, 1u);
}

TEST_F(Settler, buries_what_is_rejected) {
  plan(1, 1);

  finish({one(1, ending::rejected)});

  EXPECT_TRUE(settled().parks.empty());
  ASSERT_EQ(settled().dead.size(), 1u);
  EXPECT_EQ(settled().dead[0].listener, "a");
  EXPECT_EQ(settled().dead[0].attempts, 1u);
  EXPECT_EQ(settled().dead[0].last_answer, "answer");
  EXPECT_FALSE(settled().dead[0].reason.empty());
  EXPECT_EQ(around.count.dead, 1u);
}

TEST_F(Settler, buries_what_failed_as_often_as_its_listener_allows) {
  auto pace = pace_of(8);
  pace.max_attempts = 1;
  to = a_listener("a", pace);
  plan(1, 1);

  finish({one(1, ending::retry)});

  EXPECT_TRUE(settled().parks.empty());
  ASSERT_EQ(settled().dead.size(), 1u);
  EXPECT_EQ(settled().dead[0].attempts, 1u);
}

TEST_F(Settler, parks_an_old_event_that_was_replayed_as_its_replay_is_young) {
  auto pace = pace_of(8);
  pace.max_age = 10s;
  to = a_listener("a", pace);
  auto replayed = one(1, ending::retry, 0, delivery_origin::retries);
  replayed.what.replayed_at = today() - 1s;

  finish({replayed, one(2, ending::retry, 0, delivery_origin::retries)});

  const auto& outcomes = settled().retries;
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_TRUE(outcomes[0].park);
  EXPECT_TRUE(outcomes[1].bury);
}

TEST_F(Settler, parks_what_was_withdrawn_or_abandoned_for_now_without_using_up_an_attempt) {
  plan(1, 3);

  finish({one(1, ending::withdrawn, 2), one(1, ending::abandoned), one(1, ending::delivered)});

  ASSERT_EQ(settled().parks.size(), 2u);
  EXPECT_EQ(settled().parks[0].delay, 0ms);
  EXPECT_EQ(settled().parks[0].attempts, 2u);
  EXPECT_EQ(settled().parks[1].delay, 0ms);
  EXPECT_EQ(settled().parks[1].attempts, 0u);
  EXPECT_EQ(around.count.failed, 0u);
}

TEST_F(Settler, keeps_nothing_of_what_was_dropped) {
  plan(1, 1);

  finish({one(1, ending::dropped)});

  EXPECT_EQ(settled().settled, ids{id_of(1)});
  EXPECT_TRUE(settled().parks.empty());
  EXPECT_TRUE(settled().dead.empty());
  EXPECT_EQ(around.count.dropped, 1u);
}

TEST_F(Settler, buries_events_that_are_no_reports) {
  desk.unusable.push({{id_of(1), {}, {}, "not a report", {}, 0}});
  time.run();

  EXPECT_EQ(settled().settled, ids{id_of(1)});
  ASSERT_EQ(settled().dead.size(), 1u);
  EXPECT_EQ(settled().dead[0].reason, "not a report");
  EXPECT_TRUE(credit_is_whole());
}

// -- commits --------------------------------------------------------------------

TEST_F(Settler, gives_credit_back_for_what_is_kept_only_when_the_store_has_committed) {
  queue.hold = true;
  plan(1, 2);
  finish({one(1, ending::delivered), one(1, ending::retry)});
  EXPECT_EQ(reader.events.left(), 99);
  EXPECT_EQ(matcher.deliveries.left(), 999) << "what was delivered is not in memory any more";

  queue.release();
  time.run();

  EXPECT_TRUE(credit_is_whole());
}

TEST_F(Settler, lets_one_slow_delivery_hold_no_more_credit_than_its_own) {
  plan(1, 900);

  for (int i = 0; i < 899; ++i)
    finish({one(1, ending::delivered)});

  EXPECT_EQ(matcher.deliveries.left(), 999);
  EXPECT_EQ(reader.events.left(), 99);
  finish({one(1, ending::delivered)});
  EXPECT_TRUE(credit_is_whole());
}

TEST_F(Settler, has_one_commit_under_way_and_puts_what_came_meanwhile_into_the_next) {
  queue.hold = true;
  plan(1, 0);
  plan(2, 0);
  plan(3, 0);
  EXPECT_EQ(queue.waiting(), 1u);

  queue.release();
  time.advance(gathering);
  EXPECT_EQ(queue.waiting(), 1u);
  queue.release();
  time.run();

  ASSERT_EQ(store.written.size(), 2u);
  EXPECT_EQ(store.written[0].settles.settled, ids{id_of(1)});
  EXPECT_EQ(store.written[1].settles.settled, (ids{id_of(2), id_of(3)}));
  EXPECT_EQ(queue.waiting(), 0u);
}

TEST_F(Settler, asks_a_failing_store_every_second_and_loses_nothing) {
  store.down = out_of_reach;
  plan(1, 1);
  finish({one(1, ending::retry)});
  EXPECT_TRUE(has_problem("store: the disk is full"));
  plan(2, 0);
  time.advance(3s);
  EXPECT_EQ(reader.events.left(), 98);

  store.down.reset();
  time.advance(999ms);
  EXPECT_TRUE(store.written.empty());
  time.advance(1ms);
  time.advance(gathering);

  ASSERT_EQ(store.written.size(), 2u);
  EXPECT_EQ(store.written[0].settles.settled, ids{id_of(1)});
  EXPECT_EQ(store.written[0].settles.parks.size(), 1u);
  EXPECT_EQ(store.written[1].settles.settled, ids{id_of(2)});
  EXPECT_FALSE(has_problem("store"));
  EXPECT_TRUE(credit_is_whole());
}

// -- claims ---------------------------------------------------------------------

TEST_F(Settler, settles_claims_and_tells_the_retrier_that_their_places_are_free) {
  auto pace = pace_of(8);
  pace.max_attempts = 3;
  to = a_listener("a", pace);
  auto claim = delivery_origin::retries;

  finish({one(1, ending::delivered, 1, claim), one(2, ending::retry, 1, claim),
          one(3, ending::retry, 2, claim)});

  const auto& retries = settled().retries;
  ASSERT_EQ(retries.size(), 3u);
  EXPECT_TRUE(settled().settled.empty());
  EXPECT_FALSE(retries[0].park || retries[0].bury);
  ASSERT_TRUE(retries[1].park);
  EXPECT_EQ(retries[1].park->attempts, 2u);
  EXPECT_EQ(retries[1].park->delay, 15s);
  ASSERT_TRUE(retries[2].bury);
  EXPECT_EQ(retries[2].bury->attempts, 3u);
  auto freed = take_all(retrier.freed);
  ASSERT_EQ(freed.size(), 1u);
  EXPECT_EQ(freed[0].which.size(), 3u);
  EXPECT_EQ(freed[0].next_due, 15s);
}

TEST_F(Settler, frees_claims_only_when_the_store_has_committed) {
  queue.hold = true;
  finish({one(1, ending::delivered, 1, delivery_origin::retries)});
  EXPECT_EQ(retrier.freed.front(), nullptr);

  queue.release();
  time.run();

  EXPECT_NE(retrier.freed.front(), nullptr);
}

TEST_F(Settler, tells_the_retrier_when_the_first_of_what_it_parked_is_due) {
  plan(1, 2);

  finish({one(1, ending::retry, 1), one(1, ending::retry)});

  auto freed = take_all(retrier.freed);
  ASSERT_EQ(freed.size(), 1u);
  EXPECT_TRUE(freed[0].which.empty());
  EXPECT_EQ(freed[0].next_due, 3'750ms);
}

TEST_F(Settler, leaves_the_retrier_alone_when_nothing_is_parked) {
  plan(1, 1);

  finish({one(1, ending::delivered)});

  EXPECT_EQ(retrier.freed.front(), nullptr);
}

// -- the end, and deaths --------------------------------------------------------

TEST_F(Settler, leaves_events_that_nobody_knows_of_to_the_journal_when_the_engine_drains) {
  plan(1, 2);
  plan(2, 2);
  around.now = phase::draining;

  finish({one(1, ending::withdrawn), one(1, ending::withdrawn), one(2, ending::delivered),
          one(2, ending::withdrawn)});

  ASSERT_EQ(store.written.size(), 1u);
  EXPECT_EQ(settled().settled, ids{id_of(2)});
  EXPECT_EQ(settled().parks.size(), 1u);
  EXPECT_TRUE(credit_is_whole());
}

TEST_F(Settler, counts_no_ending_twice_when_it_died_in_the_middle_of_a_batch) {
  plan(1, 3);
  plan(2, 1);
  at_jitter = [] { throw std::runtime_error{"no random numbers left"}; };
  finish({one(1, ending::delivered), one(2, ending::retry)});
  EXPECT_EQ(around.count.restarts, 1u);

  time.advance(100ms);
  ASSERT_EQ(store.written.size(), 1u);
  EXPECT_EQ(settled().settled, ids{id_of(2)});
  finish({one(1, ending::delivered)});
  EXPECT_EQ(store.written.size(), 1u) << "two of three have ended";
  finish({one(1, ending::delivered)});
  time.advance(gathering);

  ASSERT_EQ(store.written.size(), 2u);
  EXPECT_EQ(store.written[1].settles.settled, ids{id_of(1)});
  EXPECT_TRUE(credit_is_whole());
  EXPECT_EQ(around.count.delivered, 3u);
}

} // namespace
} // namespace fanfare::test
