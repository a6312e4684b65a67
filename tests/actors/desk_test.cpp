#include "actors/bell.hpp"
#include "actors/credit.hpp"
#include "actors/inbox.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

// -- the bell -------------------------------------------------------------------

class Bell : public ::testing::Test {
protected:
  bell one;
  int wakes = 0;

  void attach() {
    one.attach([this] { ++wakes; });
  }
};

TEST_F(Bell, wakes_a_newcomer_at_once) {
  one.ring();

  attach();

  EXPECT_EQ(wakes, 1);
}

TEST_F(Bell, has_one_wake_up_under_way_however_often_it_is_rung) {
  attach();
  one.answer();

  one.ring();
  one.ring();
  one.ring();

  EXPECT_EQ(wakes, 2);
}

TEST_F(Bell, wakes_again_once_it_has_been_answered) {
  attach();
  one.answer();
  one.ring();
  one.answer();

  one.ring();

  EXPECT_EQ(wakes, 3);
}

TEST_F(Bell, wakes_the_successor_of_one_who_never_answered) {
  attach();
  one.attach({});
  one.ring();

  attach();

  EXPECT_EQ(wakes, 2);
  one.answer();
  one.ring();
  EXPECT_EQ(wakes, 3);
}

// -- the inbox ------------------------------------------------------------------

class Inbox : public Bell {
protected:
  inbox<int> box{one};
  std::vector<int> seen;

  void work(std::size_t most) {
    work_through(box, one, most, [this](int item) { seen.push_back(item); });
  }
};

TEST_F(Inbox, gives_out_what_came_first) {
  box.push(1);
  box.push(2);
  work(10);
  box.push(3);
  work(10);

  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(box.front(), nullptr);
}

TEST_F(Inbox, rings_for_what_is_pushed) {
  attach();
  one.answer();

  box.push(1);

  EXPECT_EQ(wakes, 2);
}

TEST_F(Inbox, keeps_an_item_until_it_has_been_dealt_with) {
  box.push(1);
  box.push(2);
  auto die_over_it = [](int) { throw std::runtime_error{"died"}; };
  EXPECT_THROW(work_through(box, one, 10, die_over_it), std::runtime_error);

  work(10);

  EXPECT_EQ(seen, (std::vector<int>{1, 2}));
}

TEST_F(Inbox, gives_others_their_turn_and_rings_for_the_rest) {
  attach();
  for (int i = 1; i <= 5; ++i)
    box.push(i);
  one.answer();
  auto before = wakes;

  work(3);

  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(wakes, before + 1);
}

TEST_F(Inbox, goes_on_in_the_middle_of_a_batch_when_somebody_died_over_an_item) {
  inbox<std::vector<int>> batches{one};
  batches.push({1, 2, 3});
  batches.push({4});
  bool dead = false;
  auto die_over_two = [&](int item) {
    if (item == 2 && !std::exchange(dead, true))
      throw std::runtime_error{"died"};
    seen.push_back(item);
  };
  EXPECT_THROW(work_through_items(batches, one, 10, die_over_two), std::runtime_error);

  work_through_items(batches, one, 10, die_over_two);

  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3, 4}));
}

// -- credit ---------------------------------------------------------------------

class Credit : public Bell {
protected:
  void SetUp() override {
    attach();
    one.answer();
    wakes = 0;
  }
};

TEST_F(Credit, is_whole_when_everything_has_come_back) {
  credit left{10, one};
  EXPECT_TRUE(left.whole());

  left.take(4);
  EXPECT_FALSE(left.whole());
  EXPECT_EQ(left.left(), 6);
  left.give(4);

  EXPECT_TRUE(left.whole());
}

TEST_F(Credit, may_be_overdrawn) {
  credit left{10, one};

  left.take(25);

  EXPECT_EQ(left.left(), -15);
}

TEST_F(Credit, rings_for_the_sender_that_had_none) {
  credit left{100, one};
  left.take(100);

  left.give(1);

  EXPECT_EQ(wakes, 1);
}

TEST_F(Credit, does_not_ring_for_a_sender_that_has_plenty) {
  credit left{100, one};
  left.take(50);

  left.give(1);

  EXPECT_EQ(wakes, 0);
}

TEST_F(Credit, does_not_ring_for_nothing) {
  credit left{100, one};
  left.take(100);

  left.give(0);

  EXPECT_EQ(wakes, 0);
}

TEST_F(Credit, rings_also_when_the_window_is_a_single_item) {
  credit left{1, one};
  left.take(1);

  left.give(1);

  EXPECT_EQ(wakes, 1);
}

} // namespace
} // namespace fanfare::test
