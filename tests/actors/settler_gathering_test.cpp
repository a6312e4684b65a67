#include "tests/actors/settler_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class SettlerGathering : public settler_test {};

TEST_F(SettlerGathering, lets_endings_gather_for_5_ms_after_a_commit_of_many) {
  plan(1, 100);
  finish(std::vector<finished_delivery>(100, one(1, ending::delivered)));
  plan(2, 0);
  time.advance(gathering - 1ms);
  plan(3, 0);
  ASSERT_EQ(store.written.size(), 1u);

  time.advance(1ms);

  ASSERT_EQ(store.written.size(), 2u);
  EXPECT_EQ(store.written[1].settles.settled, (ids{id_of(2), id_of(3)}));
}

TEST_F(SettlerGathering, lets_endings_gather_for_2_ms_after_a_commit_of_few) {
  plan(1, 0);
  plan(2, 0);
  time.advance(1ms);
  ASSERT_EQ(store.written.size(), 1u);

  time.advance(1ms);

  EXPECT_EQ(store.written.size(), 2u);
}

TEST_F(SettlerGathering, lets_no_more_than_512_deliveries_gather) {
  matcher.deliveries.give(10'000);
  plan(1, 0);
  plan(2, 511);
  plan(3, 1);
  finish(std::vector<finished_delivery>(511, one(2, ending::delivered)));
  EXPECT_EQ(store.written.size(), 1u);

  finish({one(3, ending::delivered)});

  EXPECT_EQ(store.written.size(), 2u);
}

/// Settles 20 events of which 50 deliveries each are parked, while a commit is under way.
class SettlerPortions : public SettlerGathering {
protected:
  void settle_much(std::uint64_t published_meanwhile, std::uint64_t by_others = 0) {
    retrier.yields = true;
    plan(1, 0);
    around.count.published += published_meanwhile;
    around.count.foreign += by_others;
    time.advance(gathering);
    queue.hold = true;
    plan(100, 0);
    for (std::uint64_t event = 2; event < 22; ++event) {
      plan(event, 50);
      finish(std::vector<finished_delivery>(50, one(event, ending::retry)));
    }
    queue.hold = false;
    queue.release();
    time.advance(gathering);
  }
  std::size_t most_parked_at_once() const {
    std::size_t most = 0;
    for (const auto& each : store.written)
      most = std::max(most, each.settles.parks.size());
    return most;
  }
};

TEST_F(SettlerPortions, are_small_while_publishers_come_for_they_wait_meanwhile) {
  settle_much(1);

  std::size_t parked = 0;
  for (const auto& each : store.written) {
    for (const auto& park : each.settles.parks)
      EXPECT_EQ(std::count(each.settles.settled.begin(), each.settles.settled.end(), park.event), 1)
          << "an event and what is left of it belong together";
    parked += each.settles.parks.size();
  }
  EXPECT_EQ(parked, 20u * 50u);
  EXPECT_LT(most_parked_at_once(), 32u + 50u);
  EXPECT_TRUE(credit_is_whole());
}

TEST_F(SettlerPortions, grow_with_what_was_published_meanwhile) {
  settle_much(300);

  EXPECT_GE(most_parked_at_once(), 300u);
  EXPECT_LT(most_parked_at_once(), 300u + 50u);
}

TEST_F(SettlerPortions, grow_with_what_others_published_as_well) {
  settle_much(100, 200);

  EXPECT_GE(most_parked_at_once(), 300u);
  EXPECT_LT(most_parked_at_once(), 300u + 50u);
}

TEST_F(SettlerGathering, lets_no_claim_gather_for_its_lane_waits_for_the_place) {
  plan(1, 0);

  finish({one(2, ending::delivered, 1, delivery_origin::retries)});

  EXPECT_EQ(store.written.size(), 2u);
}

TEST_F(SettlerGathering, lets_claims_gather_while_they_are_in_no_hurry) {
  retrier.yields = true;
  plan(1, 0);

  finish({one(2, ending::delivered, 1, delivery_origin::retries)});

  EXPECT_EQ(store.written.size(), 1u);
}

TEST_F(SettlerGathering, lets_no_claim_gather_behind_which_others_of_its_key_wait) {
  retrier.yields = true;
  plan(1, 0);

  auto head = one(2, ending::delivered, 1, delivery_origin::retries);
  head.what.order_key = std::make_shared<const std::string>("k");
  finish({head});

  EXPECT_EQ(store.written.size(), 2u);
}

TEST_F(SettlerGathering, lets_endings_gather_for_10_ms_after_claims_that_are_in_no_hurry) {
  retrier.yields = true;
  finish({one(1, ending::delivered, 1, delivery_origin::retries)});
  ASSERT_EQ(store.written.size(), 1u);

  finish({one(2, ending::delivered, 1, delivery_origin::retries)});
  time.advance(9ms);
  EXPECT_EQ(store.written.size(), 1u);
  time.advance(1ms);

  EXPECT_EQ(store.written.size(), 2u);
}

TEST_F(SettlerGathering, lets_nothing_gather_while_the_engine_waits_for_credit) {
  plan(1, 0);
  matcher.deliveries.take(matcher.deliveries.left());

  plan(2, 0);

  EXPECT_EQ(store.written.size(), 2u);
}

TEST_F(SettlerGathering, lets_nothing_gather_when_the_engine_stops) {
  plan(1, 0);
  around.now = phase::draining;

  plan(2, 0);

  EXPECT_EQ(store.written.size(), 2u);
}

} // namespace
} // namespace fanfare::test
