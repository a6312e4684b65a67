#include "tests/actors/settler_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// Deliveries that are parked while they are under way.
class SettlerLease : public settler_test {
protected:
  std::shared_ptr<deliverer_desk> delivering = std::make_shared<deliverer_desk>();

  SettlerLease() { deliverers.add("http", {delivering}); }

  finished_delivery leased(std::uint64_t event) {
    auto one = this->one(event, ending::leased);
    one.detail = "under way";
    one.pause = 24s;
    desk.leased.deliveries.take(1);
    return one;
  }

  finished_delivery ended(std::uint64_t event, ending how) {
    return one(event, how, 0, delivery_origin::leased);
  }

  bool leases_are_over() const {
    return desk.leases.empty() && desk.leased.deliveries.whole() && desk.leased.bytes.whole();
  }
};

TEST_F(SettlerLease, settles_an_event_without_the_attempts_that_take_long) {
  plan(1, 2);

  finish({one(1, ending::delivered), leased(1)});

  EXPECT_EQ(settled().settled, ids{id_of(1)});
  ASSERT_EQ(settled().parks.size(), 1u);
  EXPECT_EQ(settled().parks[0].delay, 24s);
  EXPECT_EQ(settled().parks[0].attempts, 0u) << "the one under way is not used up yet";
  EXPECT_EQ(settled().parks[0].last_error, "under way");
  EXPECT_TRUE(credit_is_whole());
  EXPECT_EQ(around.count.delivered, 1u);
  EXPECT_EQ(around.count.failed, 0u);
}

TEST_F(SettlerLease, tells_the_retrier_what_is_under_way_once_it_is_parked) {
  plan(1, 1);
  queue.hold = true;
  finish({leased(1)});
  EXPECT_EQ(retrier.freed.front(), nullptr);

  queue.release();
  time.run();

  auto freed = take_all(retrier.freed);
  ASSERT_EQ(freed.size(), 1u);
  ASSERT_EQ(freed[0].leased.size(), 1u);
  EXPECT_EQ(freed[0].leased[0].event, id_of(1));
  EXPECT_EQ(freed[0].leased[0].listener, "a");
  EXPECT_TRUE(freed[0].which.empty());
}

TEST_F(SettlerLease, settles_the_end_of_a_leased_attempt_like_that_of_a_claim) {
  plan(1, 3);
  finish({leased(1), leased(1), leased(1)});

  finish({ended(1, ending::delivered), ended(1, ending::retry), ended(1, ending::rejected)});

  ASSERT_EQ(store.written.size(), 2u);
  const auto& retries = store.written[1].settles.retries;
  ASSERT_EQ(retries.size(), 3u);
  EXPECT_FALSE(retries[0].park || retries[0].bury);
  ASSERT_TRUE(retries[1].park);
  EXPECT_EQ(retries[1].park->attempts, 1u);
  ASSERT_TRUE(retries[2].bury);
  EXPECT_TRUE(store.written[1].settles.settled.empty());
  EXPECT_TRUE(leases_are_over());
  EXPECT_EQ(take_all(retrier.freed).back().which.size(), 3u);
}

TEST_F(SettlerLease, forgets_a_lease_whose_attempt_ends_before_its_event) {
  plan(1, 3);
  finish({leased(1), leased(1)});

  finish({ended(1, ending::delivered)});
  EXPECT_TRUE(store.written.empty());
  finish({one(1, ending::delivered)});

  EXPECT_EQ(settled().settled, ids{id_of(1)});
  EXPECT_EQ(settled().parks.size(), 0u) << "both are for the same listener";
  EXPECT_TRUE(settled().retries.empty());
  EXPECT_EQ(around.count.delivered, 2u);
}

TEST_F(SettlerLease, parks_a_leased_delivery_as_it_ended_if_that_is_before_its_event) {
  plan(1, 2);
  finish({leased(1)});
  finish({ended(1, ending::retry)});

  finish({one(1, ending::delivered)});

  ASSERT_EQ(settled().parks.size(), 1u);
  EXPECT_EQ(settled().parks[0].attempts, 1u);
  EXPECT_EQ(settled().parks[0].delay, 3'750ms);
  EXPECT_TRUE(take_all(retrier.freed).at(0).leased.empty());
  EXPECT_TRUE(leases_are_over());
}

TEST_F(SettlerLease, parks_first_and_ends_then_what_is_leased_and_over_in_one_commit) {
  queue.hold = true;
  plan(2, 0);
  plan(1, 1);
  finish({leased(1)});
  finish({ended(1, ending::delivered)});

  queue.release();
  time.advance(gathering);
  queue.release();
  time.run();

  ASSERT_EQ(store.written.size(), 2u);
  EXPECT_EQ(store.written[1].settles.parks.size(), 1u);
  EXPECT_EQ(store.written[1].settles.retries.size(), 1u);
  auto freed = take_all(retrier.freed);
  ASSERT_EQ(freed.size(), 1u);
  EXPECT_EQ(freed[0].leased.size(), 1u);
  EXPECT_EQ(freed[0].which.size(), 1u);
}

TEST_F(SettlerLease, counts_the_bytes_of_an_event_once_however_often_it_is_leased) {
  const auto bytes = static_cast<std::int64_t>(an_event(1)->body.size());
  plan(1, 3);
  finish({leased(1), leased(1), leased(1)});
  EXPECT_EQ(desk.leased.bytes.limit() - desk.leased.bytes.left(), bytes);

  finish({ended(1, ending::delivered), ended(1, ending::delivered)});
  EXPECT_EQ(desk.leased.bytes.limit() - desk.leased.bytes.left(), bytes);
  EXPECT_EQ(desk.leased.deliveries.limit() - desk.leased.deliveries.left(), 1);
  finish({ended(1, ending::delivered)});

  EXPECT_TRUE(leases_are_over());
}

TEST_F(SettlerLease, gives_nothing_back_before_the_end_of_a_lease_is_durable) {
  plan(1, 1);
  finish({leased(1)});
  queue.hold = true;
  finish({ended(1, ending::delivered)});
  EXPECT_FALSE(desk.leased.deliveries.whole());

  queue.release();
  time.run();

  EXPECT_TRUE(leases_are_over());
}

TEST_F(SettlerLease, parks_what_is_leased_for_now_when_the_engine_abandons_it) {
  plan(1, 1);
  finish({leased(1)});
  around.now = phase::abandoning;

  finish({ended(1, ending::abandoned)});

  const auto& retries = store.written.at(1).settles.retries;
  ASSERT_EQ(retries.size(), 1u);
  ASSERT_TRUE(retries[0].park);
  EXPECT_EQ(retries[0].park->delay, 0ms);
  EXPECT_EQ(retries[0].park->attempts, 0u);
}

// -- what holds up the rest of its event -------------------------------------------

TEST_F(SettlerLease, asks_for_leases_a_second_after_the_first_end_of_an_event) {
  plan(1, 3);
  plan(2, 3);
  time.advance(5s);
  EXPECT_TRUE(take_items(delivering->late).empty()) << "nothing of them has ended";

  finish({one(1, ending::retry)});
  time.advance(900ms);
  EXPECT_TRUE(take_items(delivering->late).empty());
  time.advance(200ms);

  EXPECT_EQ(take_items(delivering->late), ids{id_of(1)});
}

TEST_F(SettlerLease, asks_again_while_the_event_is_not_settled) {
  plan(1, 2);
  finish({one(1, ending::delivered)});
  time.advance(2s);
  ASSERT_EQ(take_items(delivering->late).size(), 1u);

  time.advance(5s);
  EXPECT_EQ(take_items(delivering->late), ids{id_of(1)});
  finish({one(1, ending::delivered)});
  time.advance(20s);

  EXPECT_TRUE(take_items(delivering->late).empty());
  EXPECT_TRUE(desk.late.empty());
}

} // namespace
} // namespace fanfare::test
