#include "matching/pulse.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

TEST(Pulse, the_first_success_is_news_and_those_after_it_are_not) {
  pulse beat;
  const pulse::time_point start{};

  EXPECT_TRUE(beat.succeeded(start));
  EXPECT_FALSE(beat.succeeded(start));
  EXPECT_FALSE(beat.succeeded(start + 4'999ms));
}

TEST(Pulse, a_success_is_news_again_after_a_while) {
  pulse beat;
  const pulse::time_point start{};
  beat.succeeded(start);

  EXPECT_TRUE(beat.succeeded(start + 5s));
  EXPECT_FALSE(beat.succeeded(start + 9s));
}

TEST(Pulse, the_success_after_a_failure_is_news_at_once) {
  pulse beat;
  const pulse::time_point start{};
  beat.succeeded(start);

  beat.failed();

  EXPECT_TRUE(beat.succeeded(start));
  EXPECT_FALSE(beat.succeeded(start));
}

} // namespace
} // namespace fanfare::test
