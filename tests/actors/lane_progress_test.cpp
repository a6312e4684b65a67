#include "actors/lane_progress.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class LaneProgress : public ::testing::Test {
protected:
  lane_progress progress;
  usual_latency everywhere;
  lane_progress::time_point start{1h};

  void usually(std::chrono::milliseconds took) {
    for (int i = 0; i < 100; ++i)
      progress.took(took);
  }

  bool stalls_after(std::chrono::milliseconds silence) const {
    return progress.stalled(start + silence, everywhere);
  }
};

TEST_F(LaneProgress, stalls_after_250_ms_where_answers_come_at_once) {
  usually(2ms);
  progress.begun(start);

  EXPECT_FALSE(stalls_after(249ms));
  EXPECT_TRUE(stalls_after(250ms));
}

TEST_F(LaneProgress, stalls_after_four_times_as_long_as_answers_usually_take) {
  usually(300ms);
  progress.begun(start);

  EXPECT_FALSE(stalls_after(1199ms));
  EXPECT_TRUE(stalls_after(1200ms));
}

TEST_F(LaneProgress, has_patience_with_a_receiver_that_never_answered) {
  progress.begun(start);

  EXPECT_FALSE(stalls_after(999ms));
  EXPECT_TRUE(stalls_after(1s));
}

TEST_F(LaneProgress, has_patience_where_answers_take_long_everywhere) {
  usually(2ms);
  everywhere.note(400ms);
  progress.begun(start);

  EXPECT_FALSE(stalls_after(1599ms)) << "the notifier has much to do";
  EXPECT_TRUE(stalls_after(1600ms));
}

TEST_F(LaneProgress, takes_any_answer_for_progress) {
  usually(2ms);
  progress.begun(start);

  progress.answered(start + 200ms);

  EXPECT_FALSE(stalls_after(449ms));
  EXPECT_TRUE(stalls_after(450ms));
}

TEST_F(LaneProgress, is_not_made_patient_by_one_slow_answer) {
  usually(2ms);
  progress.took(1s);
  progress.begun(start);

  EXPECT_TRUE(stalls_after(510ms));
}

TEST(UsualLatency, follows_what_answers_take) {
  usual_latency usual;
  EXPECT_EQ(usual.value_or(7ms), 7ms);

  usual.note(80ms);
  EXPECT_EQ(usual.value_or(7ms), 80ms);
  for (int i = 0; i < 60; ++i)
    usual.note(8ms);

  EXPECT_LT(usual.value_or(7ms), 9ms);
}

} // namespace
} // namespace fanfare::test
