#include "messages/retry_policy.hpp"

#include <gtest/gtest.h>

#include <limits>

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

TEST(RetryPolicy, ends_with_the_delivery_or_the_rejection_on_any_attempt) {
  const delivery_options pace;

  EXPECT_TRUE(std::holds_alternative<done_step>(after_attempt(verdict::delivered, 1, pace, 0)));
  EXPECT_TRUE(std::holds_alternative<done_step>(after_attempt(verdict::delivered, 12, pace, 0)));
  EXPECT_TRUE(std::holds_alternative<bury_step>(after_attempt(verdict::rejected, 1, pace, 0)));
}

TEST(RetryPolicy, parks_until_the_attempts_are_used_up) {
  const delivery_options pace;

  auto eleventh = after_attempt(verdict::retry, 11, pace, 0.0);
  auto twelfth = after_attempt(verdict::retry, 12, pace, 0.0);

  ASSERT_TRUE(std::holds_alternative<park_step>(eleventh));
  EXPECT_EQ(std::get<park_step>(eleventh).delay, 3h);
  ASSERT_TRUE(std::holds_alternative<bury_step>(twelfth));
  EXPECT_EQ(std::get<bury_step>(twelfth).reason, "12 attempts failed");
}

TEST(RetryPolicy, gives_up_after_the_first_attempt_where_there_is_only_one) {
  delivery_options pace;
  pace.max_attempts = 1;

  auto step = after_attempt(verdict::retry, 1, pace, 0.0);

  ASSERT_TRUE(std::holds_alternative<bury_step>(step));
  EXPECT_EQ(std::get<bury_step>(step).reason, "1 attempt failed");
}

} // namespace
} // namespace fanfare
