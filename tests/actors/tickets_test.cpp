#include "actors/tickets.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fanfare::test {
namespace {

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

TEST(TicketTable, shows_those_that_are_under_way_and_no_others) {
  ticket_table tickets;
  auto first = tickets.issue(a_delivery(1, a_listener("a")));
  auto second = tickets.issue(a_delivery(2, a_listener("a")));
  tickets.redeem(first);

  std::size_t seen = 0;
  tickets.for_each([&seen](delivery& each, std::uint64_t) {
    ++seen;
    each.from = delivery_origin::leased;
  });

  EXPECT_EQ(seen, 1u);
  EXPECT_EQ(tickets.redeem(second)->from, delivery_origin::leased);
}

} // namespace
} // namespace fanfare::test
