#include "actors/crowding.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

/// Returns after how many looks of this kind queues are cut; 0: never.
std::uint32_t looks_until_cut(bool window_full, const lane_census& seen) {
  crowding crowd;
  for (std::uint32_t look = 1; look <= 1'000; ++look)
    if (crowd.note(window_full, seen))
      return look;
  return 0;
}

TEST(Crowding, cuts_queues_when_others_stand_idle_at_a_full_window_for_a_second) {
  EXPECT_EQ(looks_until_cut(true, {9, 0, 1}), 10u);
  EXPECT_EQ(looks_until_cut(true, {1, 0, 1}), 10u);
  EXPECT_EQ(looks_until_cut(true, {30, 10, 1}), 10u);
}

TEST(Crowding, cuts_nothing_while_the_window_has_room) {
  EXPECT_EQ(looks_until_cut(false, {9, 0, 1}), 0u);
}

TEST(Crowding, cuts_nothing_when_all_lanes_have_work) {
  EXPECT_EQ(looks_until_cut(true, {0, 0, 10}), 0u) << "a restart finds them so";
  EXPECT_EQ(looks_until_cut(true, {0, 5, 5}), 0u);
}

TEST(Crowding, cuts_nothing_for_lanes_that_are_idle_now_and_then) {
  EXPECT_EQ(looks_until_cut(true, {5, 2, 3}), 0u);
}

TEST(Crowding, cuts_nothing_when_nothing_waits) {
  EXPECT_EQ(looks_until_cut(true, {10, 0, 0}), 0u) << "the store is slow then, not a receiver";
}

TEST(Crowding, begins_anew_when_the_others_had_work_once) {
  crowding crowd;
  for (int i = 0; i < 9; ++i)
    EXPECT_FALSE(crowd.note(true, {9, 0, 1}));
  EXPECT_FALSE(crowd.note(true, {0, 9, 1}));

  for (int i = 0; i < 9; ++i)
    EXPECT_FALSE(crowd.note(true, {9, 0, 1}));
  EXPECT_TRUE(crowd.note(true, {9, 0, 1}));
}

TEST(Crowding, adds_up_what_deliverers_see) {
  posted_census one;
  one.post({1, 2, 3});
  lane_census all{10, 20, 30};

  all += one.read();

  EXPECT_EQ(all.idle, 11u);
  EXPECT_EQ(all.served, 22u);
  EXPECT_EQ(all.waiting, 33u);
}

// -- levels ---------------------------------------------------------------------

TEST(LevelOf, cuts_the_longest_queues_and_leaves_the_short_ones) {
  EXPECT_EQ(level_of({1'000, 10, 10}, 220), 200u);
  EXPECT_EQ(level_of({1'000, 1'000, 10, 10}, 220), 100u);
}

TEST(LevelOf, cuts_one_queue_to_what_all_may_have) { EXPECT_EQ(level_of({1'000}, 250), 250u); }

TEST(LevelOf, cuts_equal_queues_equally) { EXPECT_EQ(level_of({100, 100, 100, 100}, 100), 25u); }

TEST(LevelOf, cuts_nothing_that_fits) {
  EXPECT_EQ(level_of({5, 7, 6}, 100), 7u);
  EXPECT_EQ(level_of({}, 100), 100u);
}

TEST(LevelOf, leaves_nothing_where_nothing_may_be) {
  EXPECT_EQ(level_of({5, 7}, 0), 0u);
  EXPECT_EQ(level_of({5, 7, 9}, 2), 0u);
}

} // namespace
} // namespace fanfare::test
