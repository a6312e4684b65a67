#include "actors/lanes.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

const lane::time_point start{1h};

/// Forgets every lane that may be forgotten.
void forget(lane_table& lanes) {
  lanes.look_over([](lane&) { return true; });
}

TEST(LaneTable, lists_a_lane_once_when_work_comes_in) {
  lane_table lanes;
  lanes.add(a_delivery(1, a_listener("a")));
  lanes.add(a_delivery(2, a_listener("b")));
  lanes.add(a_delivery(3, a_listener("a")));

  auto* first = lanes.next_listed();
  auto* second = lanes.next_listed();

  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->listener->what->id, "a");
  EXPECT_EQ(first->fresh.size(), 2u);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(second->listener->what->id, "b");
  EXPECT_EQ(lanes.next_listed(), nullptr);
}

TEST(LaneTable, forgets_a_lane_that_is_idle) {
  lane_table lanes;
  lanes.add(a_delivery(1, a_listener("a")));
  auto* of = lanes.next_listed();
  forget(lanes);
  EXPECT_EQ(lanes.size(), 1u) << "something waits";

  ASSERT_TRUE(of->next());
  forget(lanes);
  EXPECT_EQ(lanes.size(), 1u) << "something is under way";
  of->release(delivery_origin::journal);
  forget(lanes);

  EXPECT_EQ(lanes.size(), 0u);
  EXPECT_EQ(lanes.find("a"), nullptr);
}

TEST(LaneTable, forgets_no_lane_that_is_listed_or_will_be) {
  lane_table lanes;
  lanes.add(a_delivery(1, a_listener("a")));
  auto* of = lanes.next_listed();
  of->fresh.clear();

  lanes.list(*of);
  forget(lanes);
  EXPECT_EQ(lanes.size(), 1u);
  EXPECT_EQ(lanes.next_listed(), of);

  lanes.list_at(*of, start);
  forget(lanes);
  EXPECT_EQ(lanes.size(), 1u);
}

TEST(LaneTable, forgets_only_lanes_that_it_is_told_to) {
  lane_table lanes;
  for (const auto* id : {"a", "b"}) {
    lanes.add(a_delivery(1, a_listener(id)));
    lanes.next_listed()->fresh.clear();
  }

  lanes.look_over([](lane& each) { return each.listener->what->id == "a"; });

  EXPECT_EQ(lanes.find("a"), nullptr);
  EXPECT_NE(lanes.find("b"), nullptr);
}

TEST(LaneTable, lists_lanes_when_their_time_has_come) {
  lane_table lanes;
  for (const auto* id : {"a", "b"})
    lanes.add(a_delivery(1, a_listener(id)));
  auto* a = lanes.next_listed();
  auto* b = lanes.next_listed();
  EXPECT_FALSE(lanes.next_alarm());
  lanes.list_at(*a, start + 20ms);
  lanes.list_at(*b, start + 10ms);
  EXPECT_EQ(lanes.next_alarm(), start + 10ms);

  lanes.list_due(start + 9ms);
  EXPECT_EQ(lanes.next_listed(), nullptr);
  lanes.list_due(start + 10ms);
  EXPECT_EQ(lanes.next_listed(), b);
  EXPECT_EQ(lanes.next_listed(), nullptr);
  lanes.list_due(start + 1h);

  EXPECT_EQ(lanes.next_listed(), a);
  EXPECT_FALSE(lanes.next_alarm());
}

TEST(LaneTable, needs_one_alarm_for_a_lane_however_often_it_is_asked_for) {
  lane_table lanes;
  lanes.add(a_delivery(1, a_listener("a")));
  auto* of = lanes.next_listed();

  for (int i = 0; i < 1'000; ++i)
    lanes.list_at(*of, start + 10ms + std::chrono::milliseconds{i});
  EXPECT_EQ(of->alarms, 1u);
  lanes.list_at(*of, start);
  EXPECT_EQ(lanes.next_alarm(), start) << "but an earlier one counts";

  lanes.list_due(start + 1h);
  EXPECT_EQ(of->alarms, 0u);
}

TEST(LaneTable, goes_round_all_that_are_listed) {
  lane_table lanes;
  for (const auto* id : {"a", "b", "c"})
    lanes.add(a_delivery(1, a_listener(id)));
  auto* first = lanes.next_listed();
  lanes.list(*first);

  lanes.next_listed();
  lanes.next_listed();

  EXPECT_EQ(lanes.next_listed(), first) << "behind those that came before";
}

TEST(LaneTable, withdraws_what_waits_and_leaves_what_is_under_way) {
  lane_table lanes;
  auto to = a_listener("a", pace_of(1));
  lanes.add(a_delivery(1, to));
  lanes.add(a_delivery(2, to));
  lanes.add(a_delivery(3, to, delivery_origin::retries));
  auto* of = lanes.next_listed();
  ASSERT_TRUE(of->next());

  EXPECT_EQ(lanes.waiting(), 2u);
  EXPECT_EQ(lanes.withdraw_all().size(), 2u);

  EXPECT_EQ(of->under_way, 1u);
  EXPECT_TRUE(lanes.withdraw_all().empty());
}

} // namespace
} // namespace fanfare::test
