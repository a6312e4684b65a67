#include "actors/catch_up.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class CatchUp : public ::testing::Test {
protected:
  catch_up pace;
  catch_up::time_point now{1h};
  std::uint64_t published = 0;
  std::uint64_t ended = 0;

  /// A second goes by, in which so much happens.
  void pass_second(std::uint64_t new_events, std::uint64_t endings) {
    now += 1s;
    published += new_events;
    ended += endings;
    pace.look(now, published, ended);
  }

  /// Claims as much as it may for a second, and returns how much that was.
  std::size_t claimed_in_a_second() {
    std::size_t all = 0;
    for (const auto end = now + 1s; now < end; now += 1ms)
      for (; pace.admits_from() <= now && all < 100'000;) {
        const auto some = pace.yields() ? pace.portion() : 100;
        pace.claimed(now, some);
        all += some;
      }
    pace.ended(all);
    pace.look(now, ++published, ended += all);
    return all;
  }
};

TEST_F(CatchUp, is_not_limited_while_nothing_new_comes) {
  pass_second(5, 5);
  pass_second(0, 0);

  EXPECT_FALSE(pace.yields());
  EXPECT_LE(pace.admits_from(), now);
  EXPECT_EQ(claimed_in_a_second(), 100'000u);
}

TEST_F(CatchUp, yields_as_soon_as_something_new_comes) {
  pass_second(1, 0);

  EXPECT_TRUE(pace.yields());
  for (int i = 0; i < 3; ++i) {
    const auto all = claimed_in_a_second();
    EXPECT_GE(all, 950u);
    EXPECT_LE(all, 1'150u) << "what was claimed itself is no reason to claim more";
  }
}

TEST_F(CatchUp, keeps_pace_with_the_deliveries_of_new_events) {
  pass_second(10'000, 10'000);
  pass_second(10'000, 10'000);

  const auto all = claimed_in_a_second();

  EXPECT_GE(all, 9'500u);
  EXPECT_LE(all, 11'500u);
}

TEST_F(CatchUp, slows_down_within_a_quarter_of_a_second_when_others_do) {
  pass_second(10'000, 10'000);
  pass_second(10'000, 10'000);
  ASSERT_EQ(pace.portion(), 40u);

  now += 250ms;
  pace.look(now, published += 50, ended += 50);

  EXPECT_EQ(pace.portion(), 4u);
}

TEST_F(CatchUp, goes_in_portions_that_grow_with_the_pace) {
  pass_second(1, 0);
  EXPECT_EQ(pace.portion(), 4u);

  pass_second(10'000, 10'000);

  EXPECT_EQ(pace.portion(), 40u);
}

TEST_F(CatchUp, yields_to_the_first_new_event_at_once_and_for_a_second_at_least) {
  pass_second(0, 5'000);
  now += 1ms;
  pace.look(now, ++published, ended + 500);
  EXPECT_TRUE(pace.yields());
  EXPECT_EQ(pace.portion(), 4u) << "what has ended so soon says nothing";

  now += 900ms;
  pace.look(now, published, ended);
  EXPECT_TRUE(pace.yields());

  now += 350ms;
  pace.look(now, published, ended);
  EXPECT_FALSE(pace.yields());
}

} // namespace
} // namespace fanfare::test
