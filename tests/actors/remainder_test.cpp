#include "actors/items.hpp"
#include "actors/remainder.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

class Remainder : public ::testing::Test {
protected:
  delivery_options pace;
  std::uint32_t attempts = 2;

  remainder of(ending how, std::optional<milliseconds> pause = {}, milliseconds age = 1h) {
    return remainder_of({a_delivery(1, a_listener("a", pace), delivery_origin::journal, attempts),
                         how, "answer", pause},
                        age, [] { return 0.0; });
  }
};

TEST_F(Remainder, is_nothing_of_what_is_over) {
  for (const auto how : {ending::delivered, ending::dropped}) {
    auto left = of(how);
    EXPECT_FALSE(left.park || left.bury);
  }
}

TEST_F(Remainder, waits_as_the_receiver_asked_for_and_uses_up_an_attempt) {
  auto left = of(ending::retry, 7s);

  ASSERT_TRUE(left.park);
  EXPECT_EQ(left.park->delay, 7s);
  EXPECT_EQ(left.park->attempts, 3u);
  EXPECT_EQ(left.park->last_error, "answer");
}

TEST_F(Remainder, waits_as_long_as_its_lane_without_an_attempt) {
  auto left = of(ending::withdrawn, 40s);

  ASSERT_TRUE(left.park);
  EXPECT_EQ(left.park->delay, 40s);
  EXPECT_EQ(left.park->attempts, 2u);
}

TEST_F(Remainder, uses_up_no_attempt_when_the_receiver_was_not_asked) {
  attempts = 11;

  auto left = of(ending::unsent);

  ASSERT_TRUE(left.park);
  EXPECT_EQ(left.park->delay, 2500ms);
  EXPECT_EQ(left.park->attempts, 11u);
  EXPECT_EQ(of(ending::unsent, 80s).park->delay, 80s);
}

TEST_F(Remainder, is_buried_when_it_is_too_old) {
  auto left = of(ending::expired, {}, 73h);

  EXPECT_FALSE(left.park);
  ASSERT_TRUE(left.bury);
  EXPECT_EQ(left.bury->reason, "older than max_age (3d)");
  EXPECT_EQ(left.bury->attempts, 2u) << "none was made for that";
}

TEST_F(Remainder, is_buried_when_it_would_be_too_old_after_its_lane_s_pause) {
  EXPECT_EQ(of(ending::withdrawn, 2h, 71h).bury->reason,
            "its next attempt would be later than max_age (3d) allows");
  EXPECT_TRUE(of(ending::retry, {}, 73h).bury);
  EXPECT_TRUE(of(ending::unsent, {}, 73h).bury);
}

TEST_F(Remainder, is_kept_whatever_its_age_when_the_engine_stops) {
  for (const auto how : {ending::withdrawn, ending::abandoned}) {
    auto left = of(how, {}, 100h);
    ASSERT_TRUE(left.park);
    EXPECT_EQ(left.park->delay, 0ms);
    EXPECT_EQ(left.park->attempts, 2u);
  }
}

TEST_F(Remainder, is_buried_by_a_receiver_that_will_never_take_it) {
  EXPECT_EQ(of(ending::rejected).bury->reason, "rejected");
  EXPECT_EQ(of(ending::gone).bury->reason, "gone");
  EXPECT_EQ(of(ending::gone).bury->attempts, 3u);
}

} // namespace
} // namespace fanfare::test
