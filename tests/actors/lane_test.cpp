#include "actors/lane.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using cause = lane_hold::cause;

class Lane : public ::testing::Test {
protected:
  lane one;
  usual_latency everywhere;
  lane::time_point now{1h};

  void open(std::uint32_t window, std::size_t fresh, std::size_t due) {
    one.listener = a_listener("l", pace_of(window));
    for (std::size_t i = 0; i < fresh; ++i)
      one.fresh.push_back(a_delivery(100 + i, one.listener));
    for (std::size_t i = 0; i < due; ++i)
      one.due.push_back(a_delivery(200 + i, one.listener, delivery_origin::retries));
  }

  /// Hands out what goes; returns how many there are of each origin.
  std::map<delivery_origin, int> fill() {
    std::map<delivery_origin, int> out;
    while (hold().why == cause::nothing) {
      auto next = one.next();
      if (!next)
        break;
      ++out[next->from];
      one.attempted(now);
    }
    return out;
  }

  lane_hold hold() const { return one.hold(now, everywhere); }

  void answer(sign what, std::optional<std::chrono::milliseconds> asked = {}) {
    if (what == sign::healthy)
      one.learn_success(1ms, now);
    else
      one.learn_failure({what, now, asked}, {}, now, 0.0);
  }
};

TEST_F(Lane, sends_no_more_than_its_window) {
  open(8, 20, 0);

  EXPECT_EQ(fill()[delivery_origin::journal], 8);

  EXPECT_EQ(one.fresh.size(), 12u);
  one.release(delivery_origin::journal);
  EXPECT_EQ(fill()[delivery_origin::journal], 1);
}

TEST_F(Lane, sends_what_came_first) {
  open(2, 3, 0);

  EXPECT_EQ(one.next()->what->id, id_of(100));
  EXPECT_EQ(one.next()->what->id, id_of(101));
}

TEST_F(Lane, keeps_a_quarter_of_its_window_for_due_retries) {
  open(8, 20, 20);

  auto out = fill();

  EXPECT_EQ(out[delivery_origin::retries], 2);
  EXPECT_EQ(out[delivery_origin::journal], 6);
}

TEST_F(Lane, keeps_one_place_at_least_for_due_retries) {
  open(2, 20, 20);

  EXPECT_EQ(fill()[delivery_origin::retries], 1);
}

/// Receivers that answer at once never have more than one under way.
TEST_F(Lane, takes_turns_where_no_window_is_ever_full) {
  for (const auto window : {1u, 2u, 8u}) {
    one = {};
    open(window, 20, 20);
    std::map<delivery_origin, int> out;
    for (int i = 0; i < 12; ++i) {
      const auto next = one.next();
      ++out[next->from];
      one.release(next->from);
    }

    EXPECT_EQ(out[delivery_origin::retries], 3) << window;
    EXPECT_EQ(out[delivery_origin::journal], 9) << window;
  }
}

TEST_F(Lane, lets_retries_that_hang_take_no_place_that_is_for_fresh_events) {
  open(8, 40, 20);
  fill();
  for (int round = 0; round < 20; ++round) {
    one.release(delivery_origin::journal);
    EXPECT_EQ(fill()[delivery_origin::retries], 0);
  }
}

TEST_F(Lane, gives_due_retries_the_whole_window_when_nothing_is_fresh) {
  open(8, 0, 20);

  EXPECT_EQ(fill()[delivery_origin::retries], 8);
}

TEST_F(Lane, gives_fresh_events_the_whole_window_when_nothing_is_due) {
  open(8, 20, 0);

  EXPECT_EQ(fill()[delivery_origin::journal], 8);
}

TEST_F(Lane, gives_places_to_fresh_events_that_retries_had_beyond_their_quarter) {
  open(8, 0, 20);
  fill();
  open(8, 20, 0);

  for (int i = 0; i < 6; ++i)
    one.release(delivery_origin::retries);

  EXPECT_EQ(fill()[delivery_origin::journal], 6);
}

TEST_F(Lane, gives_a_place_to_a_retry_that_fresh_events_had) {
  open(8, 20, 0);
  fill();
  open(8, 0, 20);

  for (int i = 0; i < 3; ++i)
    one.release(delivery_origin::journal);

  auto out = fill();
  EXPECT_EQ(out[delivery_origin::retries], 2);
  EXPECT_EQ(out[delivery_origin::journal], 1);
}

TEST_F(Lane, is_idle_only_without_anything_under_way) {
  open(8, 1, 0);
  EXPECT_FALSE(one.idle());
  fill();
  EXPECT_FALSE(one.idle());

  one.release(delivery_origin::journal);

  EXPECT_TRUE(one.idle());
}

// -- what holds it back -------------------------------------------------------------

TEST_F(Lane, is_held_by_its_window_which_parks_nothing) {
  open(2, 5, 0);
  fill();

  EXPECT_EQ(hold().why, cause::places);
  EXPECT_FALSE(hold().parks(now));
  one.release(delivery_origin::journal);
  EXPECT_EQ(hold().why, cause::nothing);
}

TEST_F(Lane, stalls_when_nothing_comes_back_to_a_full_window) {
  open(2, 5, 0);
  one.progress.took(1ms);
  fill();

  now += 249ms;
  EXPECT_EQ(hold().why, cause::places);
  now += 1ms;

  EXPECT_EQ(hold().why, cause::stall);
  EXPECT_TRUE(hold().parks(now));
  EXPECT_EQ(hold().pause(now), 0ms) << "it may move at any time";
}

TEST_F(Lane, does_not_stall_while_one_answer_after_the_other_comes) {
  open(2, 100, 0);
  one.progress.took(1ms);
  fill();

  for (int i = 0; i < 50; ++i) {
    now += 200ms;
    one.release(delivery_origin::journal);
    answer(sign::healthy);
    fill();
    EXPECT_EQ(hold().why, cause::places);
  }
}

TEST_F(Lane, does_not_stall_with_places_left) {
  open(2, 1, 0);
  fill();
  now += 1h;

  EXPECT_EQ(hold().why, cause::nothing);
}

TEST_F(Lane, is_held_by_its_rate_which_parks_nothing) {
  auto pace = pace_of(8);
  pace.rate = 10;
  open(8, 5, 0);
  one.listener = a_listener("l", pace);

  EXPECT_EQ(fill()[delivery_origin::journal], 1);

  EXPECT_EQ(hold().why, cause::rate);
  EXPECT_EQ(hold().until, now + 100ms);
  EXPECT_FALSE(hold().parks(now));
  now += 100ms;
  EXPECT_EQ(fill()[delivery_origin::journal], 1);
}

TEST_F(Lane, leaves_its_receiver_alone_when_it_asked_for_that) {
  open(8, 5, 0);

  answer(sign::failing, 7s);

  EXPECT_EQ(hold().why, cause::asked);
  EXPECT_TRUE(hold().parks(now));
  EXPECT_EQ(hold().pause(now), 7s);
  now += 7s;
  EXPECT_EQ(hold().why, cause::nothing);
}

TEST_F(Lane, parks_nothing_for_a_moment) {
  open(8, 5, 0);

  answer(sign::failing, 250ms);

  EXPECT_EQ(hold().why, cause::asked);
  EXPECT_FALSE(hold().parks(now));
}

TEST_F(Lane, is_asked_to_leave_its_receiver_alone_by_the_one_who_asks_for_most) {
  open(8, 5, 0);

  answer(sign::failing, 7s);
  answer(sign::failing, 3s);

  EXPECT_EQ(hold().until, now + 7s);
}

TEST_F(Lane, is_held_by_its_breaker_until_a_probe_is_due) {
  open(8, 5, 0);
  for (int i = 0; i < 5; ++i)
    answer(sign::failing);

  EXPECT_EQ(hold().why, cause::breaker);
  EXPECT_TRUE(hold().parks(now));
  EXPECT_EQ(hold().pause(now), 2500ms);
  now += 2500ms;

  EXPECT_EQ(fill()[delivery_origin::journal], 1) << "one probe";
  EXPECT_EQ(hold().why, cause::breaker);
  EXPECT_TRUE(hold().parks(now));
  EXPECT_EQ(hold().pause(now), 0ms);
  one.release(delivery_origin::journal);
  answer(sign::healthy);
  EXPECT_EQ(hold().why, cause::nothing);
}

// -- what the retrier has to know ---------------------------------------------------

TEST_F(Lane, has_an_open_gate_while_nothing_is_wrong) {
  open(1, 5, 0);
  EXPECT_EQ(one.gate(hold()), std::nullopt);
  fill();

  EXPECT_EQ(hold().why, cause::places);
  EXPECT_EQ(one.gate(hold()), std::nullopt);
}

TEST_F(Lane, shuts_its_gate_until_a_probe_is_due_and_lets_one_through_then) {
  open(8, 5, 0);
  for (int i = 0; i < 5; ++i)
    answer(sign::failing);
  const lane_gate shut{now + 2500ms, true};
  EXPECT_EQ(one.gate(hold()), shut);

  now += 3s;
  EXPECT_EQ(one.gate(hold()), shut) << "nothing has changed for the retrier";
  one.next();
  one.attempted(now);

  EXPECT_EQ(one.gate(hold()), (lane_gate{now + 16s, true})) << "the timeout and a second";
}

TEST_F(Lane, shuts_its_gate_while_it_stalls_but_not_for_longer_than_attempts_last) {
  open(2, 5, 0);
  fill();
  const auto begun = now;
  now += 2s;
  ASSERT_EQ(hold().why, cause::stall);

  EXPECT_EQ(one.gate(hold()), (lane_gate{begun + 16s, false}));
}

TEST_F(Lane, shuts_its_gate_while_its_receiver_is_left_alone) {
  open(8, 5, 0);
  answer(sign::failing, 7s);

  EXPECT_EQ(one.gate(hold()), (lane_gate{now + 7s, false}));
}

// -- what it remembers --------------------------------------------------------------

TEST_F(Lane, begins_anew_with_a_listener_that_may_be_reached_otherwise) {
  open(8, 5, 0);
  for (int i = 0; i < 5; ++i)
    answer(sign::failing, 1h);
  auto edited = *one.listener->what;
  edited.notifier_config = R"({"url":"https://elsewhere.example"})";
  auto other = std::make_shared<ready_listener>();
  other->what = std::make_shared<const listener>(std::move(edited));

  one.take(other);

  EXPECT_EQ(hold().why, cause::nothing);
  EXPECT_EQ(one.listener, other);
}

TEST_F(Lane, goes_on_with_a_listener_whose_patterns_changed) {
  open(8, 5, 0);
  for (int i = 0; i < 5; ++i)
    answer(sign::failing);
  auto edited = *one.listener->what;
  edited.event_types = {"repo.#"};
  auto other = std::make_shared<ready_listener>();
  other->what = std::make_shared<const listener>(std::move(edited));

  one.take(other);

  EXPECT_EQ(hold().why, cause::breaker);
  EXPECT_EQ(one.listener, other);
}

TEST_F(Lane, remembers_for_a_while_that_its_receiver_failed) {
  open(8, 0, 0);
  one.last_busy = now;
  EXPECT_FALSE(one.remembers(now));

  answer(sign::failing);

  EXPECT_TRUE(one.remembers(now + 9min));
  EXPECT_FALSE(one.remembers(now + 10min));
}

TEST_F(Lane, remembers_for_a_while_after_its_pause_that_its_breaker_is_open) {
  open(8, 0, 0);
  one.last_busy = now;
  for (int i = 0; i < 5; ++i)
    answer(sign::failing, 1h);

  EXPECT_TRUE(one.remembers(now + 1h + 9min));
  EXPECT_FALSE(one.remembers(now + 1h + 10min));
}

} // namespace
} // namespace fanfare::test
