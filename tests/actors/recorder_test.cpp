#include "actors/recorder.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Recorder : public ::testing::Test, protected workplace {
protected:
  recorder_desk desk;
  virtual_time time;

  Recorder() {
    time.employ({{"recorder", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<recorder>(clock, desk, queue, 1'234, around);
                  }}},
                around);
  }

  void come(std::size_t count) {
    desk.attempts.push(std::vector<recent_attempt>(count));
    time.run();
  }

  std::size_t written() const {
    std::size_t sum = 0;
    for (const auto& each : store.attempts_put)
      sum += each.size();
    return sum;
  }
};

TEST_F(Recorder, writes_what_comes_at_most_twice_a_second) {
  come(1);
  EXPECT_EQ(written(), 1u);
  come(2);
  come(3);
  EXPECT_EQ(written(), 1u);

  time.advance(500ms);

  EXPECT_EQ(written(), 6u);
  EXPECT_EQ(store.attempts_put.size(), 2u);
  EXPECT_EQ(store.attempts_kept, 1'234u);
}

TEST_F(Recorder, writes_nothing_while_nothing_comes) {
  time.advance(1h);

  EXPECT_TRUE(store.attempts_put.empty());
}

TEST_F(Recorder, keeps_no_more_in_memory_than_its_bound) {
  queue.hold = true;
  come(1);
  for (int i = 0; i < 50; ++i)
    come(100);
  EXPECT_LE(desk.waiting.size(), 2'000u);

  queue.hold = false;
  queue.release();
  time.advance(10s);

  EXPECT_EQ(written(), 2'001u);
}

TEST_F(Recorder, writes_much_in_portions_between_which_others_have_their_turn) {
  come(1);
  come(100);
  queue.hold = true;

  time.advance(500ms);

  for (const auto so_far : {1u + 32, 1u + 64, 1u + 96, 1u + 100}) {
    EXPECT_EQ(queue.waiting(), 1u);
    queue.release();
    time.run();
    EXPECT_EQ(written(), so_far);
  }
}

TEST_F(Recorder, pauses_after_500_attempts) {
  come(1);
  come(1'200);

  time.advance(500ms);
  EXPECT_EQ(written(), 1u + 500);
  time.advance(499ms);
  EXPECT_EQ(written(), 1u + 500);
  time.advance(1ms);

  EXPECT_EQ(written(), 1u + 1'000);
}

TEST_F(Recorder, goes_on_with_what_is_left_of_a_round_over_which_it_died) {
  come(1);
  come(3);
  desk.left_of_round = 40; // it died between two portions

  time.advance(500ms);

  EXPECT_EQ(written(), 4u);
}

TEST_F(Recorder, warns_while_the_store_takes_none_and_goes_on) {
  store.down = out_of_reach;
  come(1);
  EXPECT_EQ(around.problems.warnings(),
            std::vector<std::string>{"attempt history: the disk is full"});
  EXPECT_TRUE(around.problems.sentences().empty());

  store.down.reset();
  time.advance(1s);
  come(1);

  EXPECT_EQ(written(), 1u);
  EXPECT_TRUE(around.problems.warnings().empty());
}

} // namespace
} // namespace fanfare::test
