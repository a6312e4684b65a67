#include "actors/lane_order.hpp"
#include "tests/support/samples.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

using turn = lane_order::turn;

class LaneOrder : public ::testing::Test {
protected:
  lane_order order;
  ready_listener_ptr to = a_listener("a");

  delivery one(std::uint64_t event, delivery_origin from = delivery_origin::journal,
               const std::string& key = "k", const std::string& part = {}) const {
    auto made = a_delivery(event, to, from);
    made.order_key = std::make_shared<const std::string>(key);
    made.part = part;
    return made;
  }

  turn of(const delivery& what) const { return order.turn_of(what); }

  static std::vector<std::uint64_t> events(const std::vector<delivery>& all) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : all)
      numbers.push_back(each.what->id.ms);
    return numbers;
  }
};

using numbers = std::vector<std::uint64_t>;
constexpr auto from_retries = delivery_origin::retries;

TEST_F(LaneOrder, lets_the_first_of_each_key_go) {
  EXPECT_EQ(of(one(1)), turn::now);
  order.begin(one(1));

  EXPECT_EQ(of(one(2)), turn::wait);
  EXPECT_EQ(of(one(3, delivery_origin::journal, "other")), turn::now);
}

TEST_F(LaneOrder, lets_the_next_go_when_one_has_ended) {
  order.begin(one(1));
  order.keep(one(2));
  order.keep(one(3));
  EXPECT_EQ(order.waiting(), 2u);

  auto next = order.end(one(1), false);
  EXPECT_EQ(events(next.go), numbers{2});
  EXPECT_EQ(of(one(4)), turn::wait);
  next = order.end(one(2), false);

  EXPECT_EQ(events(next.go), numbers{3});
  EXPECT_TRUE(order.end(one(3), false).go.empty());
  EXPECT_TRUE(order.empty());
}

TEST_F(LaneOrder, lets_all_parts_of_an_event_go_at_once) {
  order.begin(one(1, delivery_origin::journal, "k", "x"));
  EXPECT_EQ(of(one(1, delivery_origin::journal, "k", "y")), turn::now);
  order.begin(one(1, delivery_origin::journal, "k", "y"));
  order.keep(one(2, delivery_origin::journal, "k", "x"));
  order.keep(one(2, delivery_origin::journal, "k", "y"));
  order.keep(one(3, delivery_origin::journal, "k", "x"));

  EXPECT_TRUE(order.end(one(1, delivery_origin::journal, "k", "x"), false).go.empty());
  auto next = order.end(one(1, delivery_origin::journal, "k", "y"), false);

  EXPECT_EQ(events(next.go), (numbers{2, 2}));
}

TEST_F(LaneOrder, parks_behind_what_is_parked) {
  order.begin(one(1));
  order.keep(one(2));

  auto next = order.end(one(1), true);

  EXPECT_EQ(events(next.park), numbers{2});
  EXPECT_TRUE(next.go.empty());
  EXPECT_EQ(of(one(3)), turn::park);
  EXPECT_EQ(of(one(3, delivery_origin::journal, "other")), turn::now) << "its key alone is blocked";
}

TEST_F(LaneOrder, goes_on_from_the_journal_when_nothing_is_parked_any_more) {
  order.begin(one(1));
  order.keep(one(2));
  order.end(one(1), true);
  order.confirm("k", id_of(1));
  order.confirm("k", id_of(2));

  for (const auto n : {1u, 2u}) {
    EXPECT_EQ(of(one(3)), turn::park);
    ASSERT_EQ(of(one(n, from_retries)), turn::now);
    order.begin(one(n, from_retries));
    order.end(one(n, from_retries), false);
  }

  EXPECT_EQ(of(one(3)), turn::now);
  EXPECT_TRUE(order.empty());
}

TEST_F(LaneOrder, stays_blocked_while_a_retry_fails) {
  order.begin(one(1));
  order.end(one(1), true);
  order.confirm("k", id_of(1));
  order.begin(one(1, from_retries));

  order.end(one(1, from_retries), true);

  EXPECT_EQ(of(one(2)), turn::park);
  EXPECT_EQ(of(one(1, from_retries)), turn::now);
}

TEST_F(LaneOrder, sends_a_claim_back_that_would_overtake_one_the_store_does_not_know_of) {
  order.begin(one(1));
  order.keep(one(2));
  order.end(one(1), true);
  order.confirm("k", id_of(2));

  EXPECT_EQ(of(one(2, from_retries)), turn::park);
  order.confirm("k", id_of(1));

  EXPECT_EQ(of(one(1, from_retries)), turn::now);
}

TEST_F(LaneOrder, sends_a_claim_back_that_would_overtake_one_in_memory) {
  order.begin(one(1));
  order.parked(one(2));
  order.confirm("k", id_of(2));

  EXPECT_EQ(of(one(2, from_retries)), turn::park);
  order.end(one(1), false);

  EXPECT_EQ(of(one(2, from_retries)), turn::now);
}

TEST_F(LaneOrder, parks_behind_what_was_parked_before_the_start) {
  order.add_parked("k", 2);
  EXPECT_EQ(of(one(9)), turn::park);

  for (const auto n : {1u, 2u}) {
    order.begin(one(n, from_retries));
    order.end(one(n, from_retries), false);
  }

  EXPECT_EQ(of(one(9)), turn::now);
}

TEST_F(LaneOrder, knows_what_is_leased_as_under_way_and_then_as_parked) {
  order.begin(one(1));
  order.keep(one(2));

  auto next = order.end(one(1, delivery_origin::leased), true);

  EXPECT_EQ(events(next.park), numbers{2});
  order.confirm("k", id_of(1));
  order.begin(one(1, from_retries));
  order.end(one(1, from_retries), false);
  EXPECT_EQ(of(one(3)), turn::park) << "the second is not delivered yet";
}

TEST_F(LaneOrder, parks_behind_a_claim_of_which_it_did_not_know_that_it_was_parked) {
  order.begin(one(1, from_retries));
  order.keep(one(2));

  auto next = order.end(one(1, from_retries), true);

  EXPECT_TRUE(next.go.empty());
  EXPECT_EQ(events(next.park), numbers{2});
  EXPECT_EQ(of(one(3)), turn::park);
}

// -- what others drop ------------------------------------------------------------

TEST_F(LaneOrder, learns_from_a_count_what_others_dropped) {
  order.add_parked("k", 3);
  order.add_parked("other", 2);
  const auto number = order.begin_count();
  ASSERT_TRUE(number);

  order.end_count(*number, {{"other", 1}});

  EXPECT_EQ(of(one(9)), turn::now);
  EXPECT_EQ(of(one(9, delivery_origin::journal, "other")), turn::park);
  order.begin(one(1, from_retries, "other"));
  order.end(one(1, from_retries, "other"), false);
  EXPECT_TRUE(order.empty());
}

TEST_F(LaneOrder, believes_no_count_of_what_has_changed_since_it_began) {
  order.add_parked("committed", 1);
  order.add_parked("under way", 1);
  order.parked(one(1, delivery_origin::journal, "not yet there"));
  order.begin(one(1, from_retries, "under way"));
  const auto number = order.begin_count();
  order.parked(one(2, delivery_origin::journal, "committed"));
  order.confirm("committed", id_of(2));

  order.end_count(*number, {});

  EXPECT_EQ(of(one(9, delivery_origin::journal, "committed")), turn::park);
  EXPECT_EQ(of(one(9, delivery_origin::journal, "under way")), turn::park);
  EXPECT_EQ(of(one(9, delivery_origin::journal, "not yet there")), turn::park);
}

TEST_F(LaneOrder, believes_the_latest_count_only) {
  order.add_parked("k", 1);
  const auto first = order.begin_count();
  order.parked(one(2));
  order.confirm("k", id_of(2));
  order.begin_count();

  order.end_count(*first, {});

  EXPECT_EQ(of(one(9)), turn::park);
}

TEST_F(LaneOrder, has_nothing_to_count_where_nothing_is_known) {
  EXPECT_FALSE(order.begin_count());
}

TEST_F(LaneOrder, forgets_what_is_parked_but_not_what_is_under_way) {
  order.add_parked("k", 1);
  order.parked(one(1));
  order.begin(one(1, delivery_origin::journal, "other"));

  order.forget_parked();

  EXPECT_EQ(of(one(9)), turn::now);
  EXPECT_EQ(of(one(9, delivery_origin::journal, "other")), turn::wait);
}

TEST_F(LaneOrder, lets_others_go_when_a_claim_that_had_no_turn_is_given_up) {
  order.begin(one(1));
  order.parked(one(2));
  order.confirm("k", id_of(2));
  EXPECT_EQ(of(one(2, from_retries)), turn::park);

  order.given_up(one(2, from_retries));
  order.end(one(1), false);

  EXPECT_TRUE(order.empty());
}

TEST_F(LaneOrder, gives_up_what_waits_in_order) {
  order.begin(one(1));
  for (std::uint64_t n = 2; n < 10; ++n)
    order.keep(one(n));

  EXPECT_EQ(events(order.take_waiting()), (numbers{2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_EQ(order.waiting(), 0u);
}

TEST_F(LaneOrder, takes_no_harm_from_what_it_does_not_know) {
  order.confirm("k", id_of(1));
  order.end(one(1, from_retries), false);
  order.end(one(1), false);

  EXPECT_TRUE(order.empty());
  EXPECT_EQ(of(one(1)), turn::now);
}

} // namespace
} // namespace fanfare::test
