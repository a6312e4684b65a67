#include "tests/actors/retrier_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Retrier : public retrier_test {};

TEST_F(Retrier, sends_what_is_due_through_the_lanes) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(7)};
  store.claimable[0].replayed_at = today();

  start();

  auto work = take_items(http->work);
  ASSERT_EQ(work.size(), 1u);
  EXPECT_EQ(work[0].what->id, id_of(7));
  EXPECT_EQ(work[0].what->type, "repo.sync.start");
  EXPECT_EQ(work[0].from, delivery_origin::retries);
  EXPECT_EQ(work[0].attempts, 2u);
  EXPECT_EQ(work[0].replayed_at, today());
  EXPECT_EQ(work[0].to->what->id, "a");
  EXPECT_EQ(desk.open, 1u);
}

TEST_F(Retrier, claims_as_many_as_a_listener_has_free_places) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2)};

  start();
  time.advance(2s);

  EXPECT_EQ(asked_for().at(0), 3u);
  EXPECT_EQ(asked_for().at(1), 1u) << "two of three are taken";
}

TEST_F(Retrier, claims_nothing_for_a_listener_whose_places_are_all_taken) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};

  start();
  time.advance(5s);

  EXPECT_EQ(asked_for(), sizes{3});
}

TEST_F(Retrier, leases_for_longer_than_an_attempt_may_last) {
  auto pace = pace_of(1);
  pace.timeout = 40s;
  know({a_listener("a", pace)});
  store.lanes = {{"a", 0ms}};

  start();

  EXPECT_EQ(store.claims.at(0).at(0).lease, 55s);
}

TEST_F(Retrier, wakes_when_the_earliest_is_due) {
  store.lanes = {{"a", 120ms}};
  start();
  EXPECT_TRUE(store.claims.empty());

  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  time.advance(119ms);
  EXPECT_TRUE(sent().empty());
  time.advance(1ms);

  EXPECT_EQ(sent(), numbers{1});
}

TEST_F(Retrier, asks_every_500_ms_for_what_others_parked) {
  start();
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};

  time.advance(499ms);
  EXPECT_TRUE(sent().empty());
  time.advance(1ms);

  EXPECT_EQ(sent(), numbers{1});
}

TEST_F(Retrier, asks_at_once_when_claims_are_freed) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  EXPECT_EQ(sent(), (numbers{1, 2, 3}));

  store.claimable = {claim(4)};
  free({1});

  EXPECT_EQ(sent(), numbers{4});
  EXPECT_EQ(asked_for().at(1), 2u) << "the place, and one ahead since it ended so soon";
  EXPECT_EQ(desk.open, 3u);
}

TEST_F(Retrier, asks_when_what_was_parked_last_is_due) {
  start();
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};

  free({}, 30ms);
  EXPECT_TRUE(sent().empty());
  time.advance(30ms);

  EXPECT_EQ(sent(), numbers{1});
}

TEST_F(Retrier, sends_a_claim_once_that_it_sees_twice) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  start();

  store.claimable = {claim(1), claim(2)};
  time.advance(500ms);

  EXPECT_EQ(sent(), (numbers{1, 2}));
  EXPECT_EQ(desk.book.share_of("a").held(), 2u);
}

TEST_F(Retrier, sends_a_claim_again_that_was_settled_and_parked_anew) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  start();
  free({1});

  store.claimable = {claim(1)};
  time.advance(500ms);

  EXPECT_EQ(sent(), (numbers{1, 1}));
}

TEST_F(Retrier, does_not_miscount_claims_that_are_freed_twice) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2)};
  start();

  free({1});
  free({1, 99});

  EXPECT_EQ(desk.book.share_of("a").held(), 1u);
  EXPECT_EQ(desk.open, 1u);
}

TEST_F(Retrier, reaches_a_lane_behind_many_whose_places_are_all_taken) {
  std::vector<ready_listener_ptr> all;
  for (int i = 0; i < 300; ++i) {
    auto id = "l" + std::to_string(i);
    all.push_back(a_listener(id, pace_of(1)));
    store.lanes.push_back({id, 0ms});
    store.claimable.push_back(claim(1, id));
  }
  all.push_back(a_listener("last", pace_of(1)));
  store.lanes.push_back({"last", 0ms});
  know(std::move(all));
  start();

  store.claimable = {claim(1, "last")};
  time.advance(500ms);

  EXPECT_EQ(store.claims.back().back().listener, "last");
  EXPECT_EQ(desk.book.share_of("last").held(), 1u);
}

TEST_F(Retrier, leaves_the_claim_of_a_deleted_listener_to_its_lease) {
  queue.hold = true;
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  start();
  queue.release();
  time.run();
  know({});

  queue.release();
  time.run();

  EXPECT_TRUE(sent().empty());
  EXPECT_EQ(settler.finished.front(), nullptr);
  EXPECT_EQ(desk.open, 0u);
}

TEST_F(Retrier, has_a_claim_buried_that_is_no_report) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1, "a", "no JSON")};

  start();

  EXPECT_TRUE(sent().empty());
  auto ended = take_items(settler.finished);
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].how, ending::rejected);
  EXPECT_EQ(ended[0].what.what->id, id_of(1));
  EXPECT_EQ(ended[0].what.from, delivery_origin::retries);
  EXPECT_FALSE(ended[0].detail.empty());
}

TEST_F(Retrier, raises_a_problem_while_the_store_fails_and_recovers) {
  store.down = out_of_reach;
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  start();
  EXPECT_TRUE(has_problem("retries: the disk is full"));

  store.down.reset();
  time.advance(500ms);

  EXPECT_EQ(sent(), numbers{1});
  EXPECT_FALSE(has_problem("retries"));
}

TEST_F(Retrier, recovers_when_the_store_failed_over_the_claims) {
  queue.hold = true;
  store.lanes = {{"a", 0ms}};
  start();
  queue.release();
  time.run();
  store.down = out_of_reach;
  queue.release();
  time.run();
  EXPECT_TRUE(has_problem("retries"));

  queue.hold = false;
  store.down.reset();
  store.claimable = {claim(1)};
  time.advance(500ms);

  EXPECT_EQ(sent(), numbers{1});
  EXPECT_FALSE(has_problem("retries"));
}

TEST_F(Retrier, claims_nothing_more_when_the_engine_drains) {
  start();
  around.now = phase::draining;
  store.lanes = {{"a", 0ms}};

  time.advance(5s);

  EXPECT_TRUE(store.claims.empty());
}

TEST_F(Retrier, passes_on_what_it_has_claimed_although_the_engine_drains) {
  queue.hold = true;
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  start();
  queue.release();
  time.run();
  around.now = phase::draining;

  queue.release();
  time.run();

  EXPECT_EQ(sent(), numbers{1}) << "the deliverer withdraws it and the settler parks it";
}

} // namespace
} // namespace fanfare::test
