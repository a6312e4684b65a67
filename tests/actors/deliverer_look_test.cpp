#include "tests/actors/deliverer_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// What a deliverer does when it looks over its lanes.
class DelivererLook : public deliverer_test {
protected:
  ready_listener_ptr slow = a_listener("slow", pace_of(1));
  ready_listener_ptr swift = a_listener("swift", pace_of(8));

  DelivererLook() { know(1, {slow, swift}); }

  std::size_t ended_as(ending how) {
    auto all = ended();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [how](const finished_delivery& each) { return each.how == how; }));
  }

  void fill_window() { reader.events.take(reader.events.limit()); }

  /// Delivers to the slow one every 200 ms, so that it never stalls.
  void crawl(std::chrono::milliseconds span) {
    for (auto left = span; left.count() > 0; left -= 200ms) {
      time->advance(200ms);
      out->finish(verdict::delivered);
      time->run();
    }
  }
};

// -- leases -----------------------------------------------------------------------

TEST_F(DelivererLook, leases_attempts_that_take_a_second) {
  send(swift, 1, 2);

  time->advance(900ms);
  EXPECT_TRUE(ended().empty());
  time->advance(200ms);

  auto all = ended();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].how, ending::leased);
  EXPECT_EQ(all[0].what.from, delivery_origin::journal);
  EXPECT_EQ(all[0].what.what->id, id_of(1));
  EXPECT_EQ(all[0].pause, 24s) << "its 15 s, and 10 s more";
  EXPECT_EQ(desk->attempts, 2u) << "they are still under way";
  EXPECT_EQ(desk->meter.leased.value(), 2u);
}

TEST_F(DelivererLook, leases_an_attempt_once_and_reports_its_end_as_one_of_a_lease) {
  send(swift, 1, 1);
  time->advance(10s);
  EXPECT_EQ(ended_as(ending::leased), 1u);

  finish(verdict::delivered);

  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::delivered);
  EXPECT_EQ(all[0].what.from, delivery_origin::leased);
}

TEST_F(DelivererLook, leases_nothing_that_was_claimed) {
  send(swift, 1, 3, delivery_origin::retries);

  time->advance(10s);

  EXPECT_TRUE(ended().empty());
}

TEST_F(DelivererLook, does_not_count_what_it_leased_among_the_due_retries) {
  send(swift, 1, 6);
  time->advance(2s);

  send(swift, 11, 15, delivery_origin::retries);
  send(swift, 21, 25);

  EXPECT_EQ(std::count_if(out->held.begin(), out->held.end(),
                          [](const attempt& each) { return each.what->id.ms / 10 == 1; }),
            2);
}

TEST_F(DelivererLook, leases_no_more_than_may_be_in_memory_beside_the_window) {
  settler.leased.deliveries.take(settler.leased.deliveries.left() - 2);
  send(swift, 1, 5);

  time->advance(5s);
  EXPECT_EQ(ended_as(ending::leased), 2u);
  settler.leased.deliveries.give(1);
  time->advance(200ms);

  EXPECT_EQ(ended_as(ending::leased), 1u);
}

TEST_F(DelivererLook, leases_nothing_while_the_bytes_of_what_is_leased_are_too_many) {
  settler.leased.bytes.take(settler.leased.bytes.left());
  send(swift, 1, 5);

  time->advance(5s);

  EXPECT_EQ(ended_as(ending::leased), 0u);
}

TEST_F(DelivererLook, leases_what_waits_where_its_event_waits_for_it) {
  send(slow, 1, 3);
  desk->late.push({id_of(3), id_of(9)});

  time->advance(200ms);

  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::leased);
  EXPECT_EQ(all[0].what.what->id, id_of(3));
  EXPECT_EQ(all[0].detail, "waits for its turn");
  EXPECT_EQ(all[0].pause, 25s) << "its 15 s, and 10 s more";
  EXPECT_EQ(desk->lanes.waiting(), 2u) << "it keeps its place";
  for (int i = 0; i < 3; ++i)
    finish(verdict::delivered);
  all = ended();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[2].what.from, delivery_origin::leased);
  EXPECT_TRUE(desk->held_up.empty());
}

TEST_F(DelivererLook, leases_what_waits_as_soon_as_it_may) {
  settler.leased.deliveries.take(settler.leased.deliveries.left());
  send(slow, 1, 2);
  desk->late.push({id_of(2)});
  time->advance(500ms);
  EXPECT_EQ(ended_as(ending::leased), 0u);

  settler.leased.deliveries.give(1);
  time->advance(200ms);

  EXPECT_EQ(ended_as(ending::leased), 1u);
  EXPECT_TRUE(desk->held_up.empty());
}

TEST_F(DelivererLook, gives_up_attempts_that_its_notifier_never_answers) {
  send(slow, 1, 1);

  time->advance(74s);
  ASSERT_EQ(ended_as(ending::leased), 1u);
  time->advance(2s);

  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::retry);
  EXPECT_EQ(all[0].detail, "the notifier has not answered for 60 s beyond the timeout");
  EXPECT_EQ(desk->under_way.size(), 0u);
  finish(verdict::delivered);
  EXPECT_TRUE(ended().empty()) << "it is too late now";
}

TEST_F(DelivererLook, does_not_blame_the_notifier_for_a_process_that_stood_still) {
  send(slow, 1, 1);

  time->stand_still(10min);
  time->advance(1s);

  EXPECT_EQ(desk->under_way.size(), 1u);
}

TEST_F(DelivererLook, abandons_what_is_leased_like_everything_under_way) {
  send(swift, 1, 1);
  time->advance(2s);
  ended();

  enter(phase::draining);
  EXPECT_TRUE(ended().empty());
  enter(phase::abandoning);

  auto all = ended();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].how, ending::abandoned);
  EXPECT_EQ(all[0].what.from, delivery_origin::leased);
}

// -- windows that some hold for all ------------------------------------------------------

TEST_F(DelivererLook, cuts_the_longest_queue_when_the_others_stand_idle_at_a_full_window) {
  send(swift, 1, 1);
  out->finish(verdict::delivered);
  send(slow, 101, 1'101);
  fill_window();

  crawl(800ms);
  EXPECT_EQ(ended_as(ending::withdrawn), 0u);
  crawl(400ms);

  EXPECT_EQ(ended_as(ending::withdrawn), 747u) << "a quarter of what waited is left";
  EXPECT_EQ(desk->lanes.waiting(), 247u);
}

TEST_F(DelivererLook, lets_a_queue_that_was_cut_not_grow_again_until_it_is_empty) {
  send(swift, 1, 1);
  out->finish(verdict::delivered);
  send(slow, 101, 1'101);
  fill_window();
  crawl(1200ms);
  ended();

  const auto room = desk->lanes.waiting();
  send(slow, 2'001, 2'100);
  EXPECT_NEAR(static_cast<double>(desk->lanes.waiting()), static_cast<double>(room), 2);
  EXPECT_GE(ended_as(ending::withdrawn), 98u);
  while (desk->lanes.waiting() > 0) {
    out->finish(verdict::delivered);
    time->run();
  }
  ended();
  send(slow, 3'001, 4'000);

  EXPECT_EQ(ended_as(ending::withdrawn), 0u);
}

TEST_F(DelivererLook, parks_the_newest_of_a_queue_that_is_too_long) {
  send(swift, 1, 1);
  out->finish(verdict::delivered);
  send(slow, 101, 1'101);
  fill_window();
  crawl(1200ms);

  for (const auto& each : ended())
    if (each.how == ending::withdrawn) {
      EXPECT_GT(each.what.what->id, id_of(350));
      EXPECT_EQ(each.pause, std::nullopt);
    }
}

TEST_F(DelivererLook, cuts_nothing_while_every_lane_works) {
  send(swift, 1, 1'000);
  send(slow, 1'001, 2'000);
  fill_window();

  for (int i = 0; i < 50; ++i) {
    time->advance(100ms);
    out->finish(verdict::delivered);
    out->finish(verdict::delivered);
    time->run();
  }

  EXPECT_EQ(ended_as(ending::withdrawn), 0u);
}

TEST_F(DelivererLook, counts_the_idle_lanes_of_other_deliverers) {
  desks.push_back(std::make_shared<deliverer_desk>());
  desks.back()->watch.census.post({5, 0, 0});
  send(slow, 101, 1'101);
  fill_window();

  crawl(1200ms);

  EXPECT_GT(ended_as(ending::withdrawn), 700u);
}

// -- the process stopped ---------------------------------------------------------------

TEST_F(DelivererLook, does_not_take_its_own_standstill_for_the_receivers) {
  send(slow, 1, 10);
  time->stand_still(60s);

  out->finish(verdict::delivered);
  time->run();

  EXPECT_EQ(ended_as(ending::withdrawn), 0u);
  EXPECT_EQ(out->held.size(), 1u);
}

TEST_F(DelivererLook, rests_when_there_is_nothing_to_look_at) {
  send(swift, 1, 1);
  finish(verdict::delivered);

  time->advance(1min);

  EXPECT_EQ(desk->lanes.size(), 0u);
  EXPECT_LE(desk->watch.look_at, time->now() - 40s);
}

// -- lanes that are forgotten --------------------------------------------------------

TEST_F(DelivererLook, forgets_a_lane_at_rest_whose_breaker_stayed_open) {
  send(swift, 1, 8);
  for (int i = 0; i < 8; ++i)
    finish(verdict::retry);
  ASSERT_TRUE(desk->lanes.find("swift")->breaker.open());
  time->advance(3s);
  EXPECT_EQ(desk->watch.census.read().idle, 0u) << "it had no work of late";

  time->advance(60min);

  EXPECT_EQ(desk->lanes.size(), 0u);
  EXPECT_EQ(gates().back().gate, std::nullopt);
}

/// A listener that is disabled while the retrier knows of a gate before it.
TEST_F(DelivererLook, keeps_no_pointer_to_a_lane_that_it_forgets) {
  send(swift, 1, 1);
  finish_with(verdict::gone, 410);
  know(2, {slow, a_listener("swift", pace_of(8), "http", false)});
  send(slow, 2, 2);
  desk->lanes.list(*desk->lanes.find("swift"));
  desk->bell.ring();
  time->run();

  time->stand_still(11s);
  time->advance(1s);
  send(slow, 3, 3);

  EXPECT_EQ(desk->lanes.find("swift"), nullptr);
  EXPECT_EQ(desk->lanes.find("swift"), nullptr);
  bool is_shut = true;
  for (const auto& each : gates())
    if (each.listener == "swift")
      is_shut = each.gate.has_value();
  EXPECT_FALSE(is_shut);
}

} // namespace
} // namespace fanfare::test
