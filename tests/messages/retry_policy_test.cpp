#include "messages/retry_policy.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// The time from the first attempt to the last by the default schedule.
milliseconds whole_schedule(double spread) {
  const delivery_options pace;
  milliseconds sum{0};
  for (std::uint32_t failures = 1; failures < pace.max_attempts; ++failures)
    sum += backoff(pace, failures, spread);
  return sum;
}

TEST(RetryPolicy, tries_for_24_hours_on_average_and_32_at_most) {
  EXPECT_GT(whole_schedule(0.5), 23h);
  EXPECT_LT(whole_schedule(0.5), 25h);
  EXPECT_GT(whole_schedule(0.999999), 31h);
  EXPECT_LT(whole_schedule(0.999999), 32h);
}

TEST(RetryPolicy, waits_between_half_and_all_of_a_delay_that_grows_fourfold) {
  const delivery_options pace;
  const milliseconds full[] = {5s, 20s, 80s, 320s, 1280s, 5120s, 20480s, 6h, 6h};

  for (std::uint32_t failures = 1; failures <= std::size(full); ++failures) {
    EXPECT_EQ(backoff(pace, failures, 0.0), full[failures - 1] / 2) << failures;
    EXPECT_EQ(backoff(pace, failures, 0.5), full[failures - 1] * 3 / 4) << failures;
    EXPECT_LE(backoff(pace, failures, 0.999999), full[failures - 1]) << failures;
  }
}

TEST(RetryPolicy, does_not_overflow_however_often_it_failed) {
  delivery_options pace;
  EXPECT_EQ(backoff(pace, std::numeric_limits<std::uint32_t>::max(), 0.0), 3h);

  pace.max_delay = milliseconds::max();
  EXPECT_EQ(backoff(pace, 1'000, 0.0), milliseconds::max() / 2);
}

TEST(RetryPolicy, is_bounded_by_the_maximum_from_the_first_delay_on) {
  delivery_options pace;
  pace.first_delay = 10s;
  pace.max_delay = 4s;

  EXPECT_EQ(backoff(pace, 1, 0.0), 2s);
}

next_step after(verdict how, std::uint32_t number, const delivery_options& pace,
                milliseconds age = 0ms) {
  return after_attempt({how, number, age}, pace, 0.0);
}

/// Returns the delay of a delivery that is parked, or nothing.
std::optional<milliseconds> delay_of(const next_step& step) {
  const auto* later = std::get_if<park_step>(&step);
  return later == nullptr ? std::nullopt : std::optional{later->delay};
}

/// Returns why a delivery is buried; empty: it is not.
std::string reason_of(const next_step& step) {
  const auto* never = std::get_if<bury_step>(&step);
  return never == nullptr ? std::string{} : never->reason;
}

TEST(RetryPolicy, ends_with_the_delivery_or_the_rejection_on_any_attempt) {
  const delivery_options pace;

  EXPECT_TRUE(std::holds_alternative<done_step>(after(verdict::delivered, 1, pace)));
  EXPECT_TRUE(std::holds_alternative<done_step>(after(verdict::delivered, 12, pace)));
  EXPECT_TRUE(std::holds_alternative<bury_step>(after(verdict::rejected, 1, pace)));
}

TEST(RetryPolicy, parks_until_the_attempts_are_used_up) {
  const delivery_options pace;

  auto eleventh = after(verdict::retry, 11, pace);
  auto twelfth = after(verdict::retry, 12, pace);

  ASSERT_TRUE(std::holds_alternative<park_step>(eleventh));
  EXPECT_EQ(std::get<park_step>(eleventh).delay, 3h);
  ASSERT_TRUE(std::holds_alternative<bury_step>(twelfth));
  EXPECT_EQ(std::get<bury_step>(twelfth).reason, "12 attempts failed");
}

TEST(RetryPolicy, gives_up_after_the_first_attempt_where_there_is_only_one) {
  delivery_options pace;
  pace.max_attempts = 1;

  auto step = after(verdict::retry, 1, pace);

  ASSERT_TRUE(std::holds_alternative<bury_step>(step));
  EXPECT_EQ(std::get<bury_step>(step).reason, "1 attempt failed");
}

// -- a list of delays -------------------------------------------------------------

TEST(RetryPolicy, follows_a_list_of_delays_to_the_letter) {
  delivery_options pace;
  pace.delays = {1s, 1min, 12h};

  for (const auto spread : {0.0, 0.5, 0.999}) {
    EXPECT_EQ(backoff(pace, 1, spread), 1s);
    EXPECT_EQ(backoff(pace, 2, spread), 1min);
    EXPECT_EQ(backoff(pace, 3, spread), 12h) << "max_delay is of the formula";
  }
}

TEST(RetryPolicy, stays_with_the_last_of_a_list_of_delays) {
  delivery_options pace;
  pace.delays = {1s, 2s};

  EXPECT_EQ(backoff(pace, 3, 0.0), 2s);
  EXPECT_EQ(backoff(pace, std::numeric_limits<std::uint32_t>::max(), 0.0), 2s);
}

TEST(RetryPolicy, makes_one_attempt_more_than_a_list_has_delays) {
  delivery_options pace;
  pace.delays = {1s, 2s};

  EXPECT_EQ(delay_of(after(verdict::retry, 1, pace)), 1s);
  EXPECT_EQ(delay_of(after(verdict::retry, 2, pace)), 2s);
  EXPECT_EQ(reason_of(after(verdict::retry, 3, pace)), "3 attempts failed");
}

TEST(RetryPolicy, makes_no_more_attempts_than_allowed_although_a_list_has_more_delays) {
  delivery_options pace;
  pace.delays = {1s, 2s, 3s, 4s};
  pace.max_attempts = 2;

  EXPECT_EQ(delay_of(after(verdict::retry, 1, pace)), 1s);
  EXPECT_EQ(reason_of(after(verdict::retry, 2, pace)), "2 attempts failed");
}

// -- what receivers ask for ---------------------------------------------------------

TEST(RetryPolicy, leaves_a_receiver_alone_for_as_long_as_it_asked_and_up_to_a_second_more) {
  const delivery_options pace;

  EXPECT_EQ(pause_asked_for(7s, pace, 0.0), 7s);
  EXPECT_EQ(pause_asked_for(7s, pace, 0.5), 7500ms);
  EXPECT_LT(pause_asked_for(7s, pace, 0.999999), 8s);
  EXPECT_EQ(pause_asked_for(0s, pace, 0.0), 0s);
}

TEST(RetryPolicy, does_not_leave_a_receiver_alone_for_longer_than_the_maximum_delay) {
  delivery_options pace;
  EXPECT_EQ(pause_asked_for(std::chrono::seconds{1'000'000'000}, pace, 0.0), 6h);
  EXPECT_EQ(pause_asked_for(milliseconds::max(), pace, 0.5), 6h + 500ms);

  pace.max_delay = 2s;
  EXPECT_EQ(pause_asked_for(7s, pace, 0.0), 2s);
}

TEST(RetryPolicy, takes_a_date_that_is_over_for_now) {
  EXPECT_EQ(pause_asked_for(-3h, {}, 0.0), 0s);
}

TEST(RetryPolicy, waits_as_it_was_asked_to_in_place_of_the_delay) {
  const delivery_options pace;

  EXPECT_EQ(delay_of(after_attempt({verdict::retry, 1, 0ms, 7s}, pace, 0.0)), 7s);
  EXPECT_EQ(delay_of(after_attempt({verdict::retry, 8, 0ms, 1ms}, pace, 0.0)), 1ms);
  EXPECT_EQ(reason_of(after_attempt({verdict::retry, 12, 0ms, 7s}, pace, 0.0)),
            "12 attempts failed");
}

TEST(RetryPolicy, gives_up_no_delivery_whose_receiver_was_not_asked) {
  delivery_options pace;
  pace.max_attempts = 1;

  EXPECT_EQ(delay_of(after(verdict::unsent, 1, pace)), 2500ms);
  EXPECT_EQ(delay_of(after_attempt({verdict::unsent, 5, 0ms, 80s}, pace, 0.0)), 80s);
}

// -- old events ---------------------------------------------------------------------

TEST(RetryPolicy, gives_up_what_is_older_than_max_age) {
  const delivery_options pace;

  EXPECT_TRUE(delay_of(after(verdict::retry, 1, pace, 71h)));
  EXPECT_EQ(reason_of(after(verdict::retry, 1, pace, 72h + 1ms)), "older than max_age (3d)");
  EXPECT_EQ(reason_of(after(verdict::unsent, 1, pace, 73h)), "older than max_age (3d)");
  EXPECT_TRUE(std::holds_alternative<done_step>(after(verdict::delivered, 1, pace, 100h)));
}

TEST(RetryPolicy, gives_up_what_would_be_too_old_for_its_next_attempt) {
  delivery_options pace;
  pace.max_age = 10s;

  EXPECT_EQ(delay_of(after_waiting(4s, 6s, pace)), 6s);
  EXPECT_EQ(reason_of(after_waiting(4s, 6001ms, pace)),
            "its next attempt would be later than max_age (10s) allows");
  EXPECT_FALSE(reason_of(after_waiting(4s, milliseconds::max(), pace)).empty());
}

TEST(RetryPolicy, lets_events_grow_as_old_as_they_like_without_max_age) {
  delivery_options pace;
  pace.max_age = 0ms;

  EXPECT_FALSE(is_too_old(100'000h, pace));
  EXPECT_EQ(delay_of(after_waiting(100'000h, 6h, pace)), 6h);
}

TEST(RetryPolicy, takes_an_event_from_a_clock_that_is_ahead_for_young) {
  EXPECT_FALSE(is_too_old(-5h, {}));
}

TEST(RetryPolicy, names_the_status_of_a_receiver_that_is_gone) {
  const auto with = [](std::uint32_t status) {
    const ended_attempt what{.how = verdict::gone, .status = status};
    return std::get<bury_step>(after_attempt(what, {}, 0)).reason;
  };

  EXPECT_EQ(with(410), "gone: the receiver answered 410");
  EXPECT_EQ(with(0), "gone");
}

} // namespace
} // namespace fanfare
