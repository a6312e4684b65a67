#include "messages/rate_limit.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

class RateLimit : public ::testing::Test {
protected:
  rate_limit limit;
  rate_limit::time_point now{1h};

  /// Makes all attempts that may be made in `span`, each as soon as it may be.
  int attempts_in(std::chrono::milliseconds span, double rate) {
    const auto end = now + span;
    int made = 0;
    for (;;) {
      const auto from = std::max(now, limit.admits_from(rate));
      if (from >= end) {
        now = end;
        return made;
      }
      now = from;
      limit.attempted(now, rate);
      ++made;
    }
  }
};

TEST_F(RateLimit, lets_no_more_attempts_through_a_second_than_its_rate_says) {
  attempts_in(1s, 50);

  EXPECT_EQ(attempts_in(10s, 50), 500);
}

TEST_F(RateLimit, lets_a_tenth_of_a_second_s_worth_go_at_once_after_a_rest) {
  EXPECT_EQ(attempts_in(1ms, 50), 5);
  EXPECT_EQ(attempts_in(999ms, 50), 49);

  now += 1h;

  EXPECT_EQ(attempts_in(1ms, 50), 5) << "a longer rest makes no more of them";
}

TEST_F(RateLimit, spreads_slow_rates_evenly) {
  EXPECT_EQ(attempts_in(1ms, 0.5), 1);
  EXPECT_EQ(attempts_in(1998ms, 0.5), 0);
  EXPECT_EQ(attempts_in(2ms, 0.5), 1);
}

TEST_F(RateLimit, has_no_limit_at_rate_zero) {
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_LE(limit.admits_from(0), now);
    limit.attempted(now, 0);
  }
}

TEST_F(RateLimit, follows_a_rate_that_is_changed) {
  attempts_in(1s, 1);

  EXPECT_LE(limit.admits_from(100), now + 1s);
  attempts_in(1s, 100);
  EXPECT_EQ(attempts_in(1s, 100), 100);
}

TEST_F(RateLimit, does_not_overflow_with_a_rate_next_to_nothing) {
  limit.attempted(now, 1e-300);

  EXPECT_EQ(limit.admits_from(1e-300), now + 24h);
}

} // namespace
} // namespace fanfare
