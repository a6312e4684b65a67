#include "notifiers/server_breaker.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

constexpr server_breaker::time_point start{1h};
constexpr double in_the_middle = 0.5;

/// A breaker whose server has just failed for the first time, at `start`.
server_breaker opened() {
  server_breaker made{{.first = 1s, .most = 60s}};
  EXPECT_TRUE(made.admits(start));
  made.failed(start, "refused", in_the_middle);
  return made;
}

TEST(ServerBreaker, admits_everything_while_nothing_fails) {
  server_breaker breaker;

  for (int i = 0; i < 100; ++i)
    EXPECT_TRUE(breaker.admits(start));
  EXPECT_FALSE(breaker.is_open());
  EXPECT_EQ(breaker.why(), "");
}

TEST(ServerBreaker, opens_at_the_first_failure_and_says_why) {
  auto breaker = opened();

  EXPECT_TRUE(breaker.is_open());
  EXPECT_EQ(breaker.why(), "refused");
  EXPECT_EQ(breaker.time_left(start), 750ms);
  EXPECT_FALSE(breaker.admits(start));
  EXPECT_FALSE(breaker.admits(start + 749ms));
}

TEST(ServerBreaker, admits_one_probe_at_a_time_after_the_pause) {
  auto breaker = opened();

  EXPECT_TRUE(breaker.admits(start + 750ms));

  EXPECT_TRUE(breaker.is_open());
  EXPECT_FALSE(breaker.admits(start + 750ms));
  EXPECT_FALSE(breaker.admits(start + 10s));
}

TEST(ServerBreaker, closes_when_the_probe_succeeds_and_begins_anew_after_that) {
  auto breaker = opened();
  ASSERT_TRUE(breaker.admits(start + 750ms));

  breaker.succeeded();

  EXPECT_FALSE(breaker.is_open());
  EXPECT_EQ(breaker.why(), "");
  EXPECT_TRUE(breaker.admits(start + 751ms));
  breaker.failed(start + 1s, "refused again", in_the_middle);
  EXPECT_EQ(breaker.time_left(start + 1s), 750ms);
}

TEST(ServerBreaker, doubles_its_pause_with_each_probe_that_fails_up_to_the_longest) {
  auto breaker = opened();
  auto now = start;
  std::vector<std::chrono::milliseconds> pauses;
  for (int i = 0; i < 8; ++i) {
    pauses.push_back(breaker.time_left(now));
    now += pauses.back();
    ASSERT_TRUE(breaker.admits(now));
    breaker.failed(now, "refused", in_the_middle);
  }

  EXPECT_EQ(pauses,
            (std::vector<std::chrono::milliseconds>{750ms, 1500ms, 3s, 6s, 12s, 24s, 45s, 45s}));
}

TEST(ServerBreaker, keeps_at_least_half_of_the_pause_whatever_the_dice_say) {
  for (const auto& [spread, pause] : {std::pair{0.0, 500ms}, std::pair{0.999, 999ms}}) {
    server_breaker breaker{{.first = 1s, .most = 60s}};
    breaker.failed(start, "refused", spread);
    EXPECT_EQ(breaker.time_left(start), pause);
  }
}

TEST(ServerBreaker, takes_the_failures_of_those_it_had_admitted_before_for_one) {
  server_breaker breaker{{.first = 1s, .most = 60s}};
  for (int i = 0; i < 16; ++i)
    ASSERT_TRUE(breaker.admits(start));

  for (int i = 0; i < 16; ++i)
    breaker.failed(start + i * 1ms, "refused", in_the_middle);

  EXPECT_EQ(breaker.time_left(start), 750ms);
}

TEST(ServerBreaker, closes_when_one_that_was_admitted_before_succeeds) {
  auto breaker = opened();

  breaker.succeeded();

  EXPECT_TRUE(breaker.admits(start));
}

TEST(ServerBreaker, gives_the_turn_of_a_probe_that_told_nothing_to_the_next) {
  auto breaker = opened();
  ASSERT_TRUE(breaker.admits(start + 1s));

  breaker.told_nothing();

  EXPECT_TRUE(breaker.is_open());
  EXPECT_TRUE(breaker.admits(start + 1s));
}

TEST(ServerBreaker, stays_closed_when_nothing_was_told) {
  server_breaker breaker;
  ASSERT_TRUE(breaker.admits(start));

  breaker.told_nothing();

  EXPECT_FALSE(breaker.is_open());
}

} // namespace
} // namespace fanfare
