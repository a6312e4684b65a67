#include "actors/lanes.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace fanfare::test {
namespace {

// -- the window of a lane -------------------------------------------------------

class Lane : public ::testing::Test {
protected:
  lane one;

  void open(std::uint32_t window, std::size_t fresh, std::size_t due) {
    one.listener = a_listener("l", pace_of(window));
    for (std::size_t i = 0; i < fresh; ++i)
      one.fresh.push_back(a_delivery(100 + i, one.listener));
    for (std::size_t i = 0; i < due; ++i)
      one.due.push_back(a_delivery(200 + i, one.listener, delivery_origin::retries));
  }

  /// Returns how many of each origin go out until the window is full.
  std::map<delivery_origin, int> fill() {
    std::map<delivery_origin, int> out;
    while (auto next = one.next())
      ++out[next->from];
    return out;
  }
};

TEST_F(Lane, sends_no_more_than_its_window) {
  open(8, 20, 0);

  EXPECT_EQ(fill()[delivery_origin::journal], 8);

  EXPECT_EQ(one.fresh.size(), 12u);
  one.release(delivery_origin::journal);
  EXPECT_EQ(fill()[delivery_origin::journal], 1);
}

TEST_F(Lane, sends_what_came_first) {
  open(2, 3, 0);

  EXPECT_EQ(one.next()->what->id, id_of(100));
  EXPECT_EQ(one.next()->what->id, id_of(101));
}

TEST_F(Lane, keeps_a_quarter_of_its_window_for_due_retries) {
  open(8, 20, 20);

  auto out = fill();

  EXPECT_EQ(out[delivery_origin::retries], 2);
  EXPECT_EQ(out[delivery_origin::journal], 6);
}

TEST_F(Lane, keeps_one_place_at_least_for_due_retries) {
  open(2, 20, 20);

  EXPECT_EQ(fill()[delivery_origin::retries], 1);
}

TEST_F(Lane, gives_due_retries_the_whole_window_when_nothing_is_fresh) {
  open(8, 0, 20);

  EXPECT_EQ(fill()[delivery_origin::retries], 8);
}

TEST_F(Lane, gives_fresh_events_the_whole_window_when_nothing_is_due) {
  open(8, 20, 0);

  EXPECT_EQ(fill()[delivery_origin::journal], 8);
}

TEST_F(Lane, gives_places_to_fresh_events_that_retries_had_beyond_their_quarter) {
  open(8, 0, 20);
  fill();
  open(8, 20, 0);

  for (int i = 0; i < 6; ++i)
    one.release(delivery_origin::retries);

  EXPECT_EQ(fill()[delivery_origin::journal], 6);
}

TEST_F(Lane, gives_a_place_to_a_retry_that_fresh_events_had) {
  open(8, 20, 0);
  fill();
  open(8, 0, 20);

  for (int i = 0; i < 3; ++i)
    one.release(delivery_origin::journal);

  auto out = fill();
  EXPECT_EQ(out[delivery_origin::retries], 2);
  EXPECT_EQ(out[delivery_origin::journal], 1);
}

TEST_F(Lane, is_idle_only_without_anything_under_way) {
  open(8, 1, 0);
  EXPECT_FALSE(one.idle());
  fill();
  EXPECT_FALSE(one.idle());

  one.release(delivery_origin::journal);

  EXPECT_TRUE(one.idle());
}

// -- the table of lanes ---------------------------------------------------------

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
  lanes.forget_if_idle("a");
  EXPECT_EQ(lanes.size(), 1u) << "something waits";

  ASSERT_TRUE(of->next());
  lanes.forget_if_idle("a");
  EXPECT_EQ(lanes.size(), 1u) << "something is under way";
  of->release(delivery_origin::journal);
  lanes.forget_if_idle("a");

  EXPECT_EQ(lanes.size(), 0u);
  EXPECT_EQ(lanes.find("a"), nullptr);
}

TEST(LaneTable, does_not_forget_a_lane_that_is_listed) {
  lane_table lanes;
  lanes.add(a_delivery(1, a_listener("a")));
  auto* of = lanes.next_listed();
  of->fresh.clear();
  lanes.list(*of);

  lanes.forget_if_idle("a");

  EXPECT_EQ(lanes.size(), 1u);
  EXPECT_EQ(lanes.next_listed(), of);
}

TEST(LaneTable, withdraws_what_waits_and_leaves_what_is_under_way) {
  lane_table lanes;
  auto to = a_listener("a", pace_of(1));
  lanes.add(a_delivery(1, to));
  lanes.add(a_delivery(2, to));
  lanes.add(a_delivery(3, to, delivery_origin::retries));
  auto* of = lanes.next_listed();
  ASSERT_TRUE(of->next());

  EXPECT_EQ(lanes.withdraw_all().size(), 2u);

  EXPECT_EQ(of->under_way, 1u);
  EXPECT_TRUE(lanes.withdraw_all().empty());
}

// -- tickets --------------------------------------------------------------------

TEST(TicketTable, redeems_a_ticket_once) {
  ticket_table tickets;
  auto one = tickets.issue(a_delivery(1, a_listener("a")));
  EXPECT_EQ(tickets.size(), 1u);

  auto what = tickets.redeem(one);

  ASSERT_TRUE(what);
  EXPECT_EQ(what->what->id, id_of(1));
  EXPECT_FALSE(tickets.redeem(one));
  EXPECT_EQ(tickets.size(), 0u);
}

TEST(TicketTable, does_not_know_a_ticket_that_was_never_issued) {
  ticket_table tickets;
  tickets.issue(a_delivery(1, a_listener("a")));

  EXPECT_FALSE(tickets.redeem(12'345));
  EXPECT_FALSE(tickets.redeem(std::uint64_t{1} << 32));
  EXPECT_EQ(tickets.size(), 1u);
}

TEST(TicketTable, never_uses_a_ticket_twice) {
  ticket_table tickets;
  auto first = tickets.issue(a_delivery(1, a_listener("a")));
  tickets.redeem(first);

  auto second = tickets.issue(a_delivery(2, a_listener("a")));

  EXPECT_NE(first, second);
  EXPECT_FALSE(tickets.redeem(first)) << "an answer that is late must not end the wrong attempt";
  EXPECT_TRUE(tickets.redeem(second));
}

TEST(TicketTable, redeems_all_that_are_left) {
  ticket_table tickets;
  auto first = tickets.issue(a_delivery(1, a_listener("a")));
  auto second = tickets.issue(a_delivery(2, a_listener("a")));
  tickets.redeem(first);

  auto left = tickets.redeem_all();

  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].what->id, id_of(2));
  EXPECT_FALSE(tickets.redeem(second));
  EXPECT_EQ(tickets.size(), 0u);
}

} // namespace
} // namespace fanfare::test
