#include "actors/herald.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Herald : public ::testing::Test, protected workplace {
protected:
  herald_desk desk;
  virtual_time time;

  void start() {
    time.employ({{"herald", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<herald>(clock, desk, queue, around);
                  }}},
                around);
  }
};

TEST_F(Herald, says_every_three_seconds_that_the_node_lives) {
  start();
  EXPECT_EQ(store.heartbeats, 1u);

  time.advance(2'999ms);
  EXPECT_EQ(store.heartbeats, 1u);
  time.advance(1ms);
  EXPECT_EQ(store.heartbeats, 2u);
  time.advance(30s);

  EXPECT_EQ(store.heartbeats, 12u);
}

TEST_F(Herald, does_not_speak_again_before_the_store_has_heard_it) {
  queue.hold = true;
  start();

  time.advance(60s);

  EXPECT_EQ(queue.waiting(), 1u);
}

TEST_F(Herald, raises_a_problem_while_the_store_fails_and_clears_it) {
  store.down = out_of_reach;
  start();
  EXPECT_TRUE(has_problem("heartbeat: the disk is full"));

  store.down.reset();
  time.advance(1s);

  EXPECT_FALSE(has_problem("heartbeat"));
}

} // namespace
} // namespace fanfare::test
