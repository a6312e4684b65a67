#include "tests/actors/retrier_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// When a retrier claims nothing, or little, although something is due.
class RetrierGates : public retrier_test {};

// -- lanes that take no claims ----------------------------------------------------

TEST_F(RetrierGates, claims_nothing_for_a_lane_whose_gate_is_shut) {
  store.lanes = {{"a", -5s}, {"b", 0ms}};
  shut(lane_gate{time.now() + 10s, false});

  start();
  time.advance(9s);

  for (const auto& claim : store.claims)
    for (const auto& request : claim)
      EXPECT_EQ(request.listener, "b");
  EXPECT_FALSE(store.claims.empty());
}

TEST_F(RetrierGates, claims_when_a_gate_opens_by_itself) {
  store.lanes = {{"a", -5s}};
  start();
  time.run();
  store.claims.clear();
  shut(lane_gate{time.now() + 230ms, false});

  time.advance(229ms);
  EXPECT_TRUE(asked_for().empty());
  time.advance(1ms);

  EXPECT_EQ(asked_for(), sizes{3});
}

TEST_F(RetrierGates, claims_one_at_a_time_for_a_lane_that_is_probed) {
  store.lanes = {{"a", -5s}};
  shut(lane_gate{time.now() + 1s, true});
  start();
  store.claimable = {claim(1)};
  time.advance(1s);
  EXPECT_EQ(asked_for(), sizes{1});

  time.advance(2s);
  EXPECT_EQ(asked_for(), sizes{1}) << "the probe has not ended";
  free({1});

  EXPECT_EQ(asked_for(), (sizes{1, 1})) << "whoever sent no probe is followed by the next";
}

TEST_F(RetrierGates, claims_at_once_when_a_gate_is_opened) {
  store.lanes = {{"a", -5s}};
  shut(lane_gate{time.now() + 1h, true});
  start();
  time.advance(20ms);

  shut(std::nullopt);

  EXPECT_EQ(asked_for(), sizes{3});
  EXPECT_TRUE(desk.shut.empty());
}

TEST_F(RetrierGates, reaches_a_lane_behind_many_whose_gates_are_shut) {
  std::vector<ready_listener_ptr> all;
  for (int i = 0; i < 300; ++i) {
    auto id = "l" + std::to_string(i);
    all.push_back(a_listener(id, pace_of(1)));
    store.lanes.push_back({id, -1s});
    shut(lane_gate{time.now() + 1h, true}, id);
  }
  all.push_back(a_listener("last", pace_of(1)));
  store.lanes.push_back({"last", 0ms});
  know(std::move(all));

  start();

  ASSERT_FALSE(store.claims.empty());
  EXPECT_EQ(store.claims[0].at(0).listener, "last");
}

// -- lanes that drain ---------------------------------------------------------------

TEST_F(RetrierGates, claims_ahead_for_a_lane_whose_claims_end_soon) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  ASSERT_EQ(asked_for(), sizes{3});

  free({1, 2, 3});

  EXPECT_EQ(asked_for().back(), 6u);
}

TEST_F(RetrierGates, claims_ahead_for_no_lane_that_was_shut) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  shut(lane_gate{time.now() + 10ms, false});
  free({1, 2, 3});
  time.advance(10ms);
  EXPECT_EQ(asked_for().back(), 3u);

  shut(std::nullopt);

  EXPECT_EQ(asked_for().back(), 6u) << "they ended soon";
}

TEST_F(RetrierGates, claims_no_more_for_a_lane_with_a_rate_than_it_sends_in_seconds) {
  auto pace = pace_of(100);
  pace.rate = 2;
  know({a_listener("a", pace)});
  store.lanes = {{"a", 0ms}};

  start();

  EXPECT_EQ(asked_for().at(0), 10u);
}

TEST_F(RetrierGates, claims_one_for_a_lane_with_a_rate_next_to_nothing) {
  auto pace = pace_of(100);
  pace.rate = 0.01;
  know({a_listener("a", pace)});
  store.lanes = {{"a", 0ms}};

  start();

  EXPECT_EQ(asked_for().at(0), 1u);
}

TEST_F(RetrierGates, claims_no_more_bytes_than_it_may) {
  const auto small = std::make_shared<retrier_desk>(10'000);
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  store.claimable = {claim(1, "a", a_report("a.b", 9'000))};
  start_at(small);

  time.advance(5s);

  EXPECT_EQ(asked_for(), sizes{1}) << "one, and then there is no room";
}

// -- lanes in order ----------------------------------------------------------------

TEST_F(RetrierGates, claims_nothing_in_order_before_the_backlog_is_in_the_lanes) {
  auto pace = pace_of(3);
  pace.ordering = "event_type";
  know({a_listener("a", pace), a_listener("b", pace_of(3))});
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  start();
  ASSERT_EQ(store.claims.size(), 1u);
  EXPECT_EQ(store.claims[0].at(0).listener, "b");

  around.backlog_read = true;
  time.advance(500ms);

  EXPECT_EQ(store.claims.at(1).at(0).listener, "a");
}

TEST_F(RetrierGates, passes_on_the_key_that_a_delivery_is_ordered_under) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2)};
  store.claimable[0].order_key = "k";

  start();

  auto work = take_items(http->work);
  ASSERT_EQ(work.size(), 2u);
  EXPECT_EQ(*work[0].order_key, "k");
  EXPECT_EQ(work[1].order_key, nullptr);
}

TEST_F(RetrierGates, claims_what_was_behind_another_without_asking_who_is_due) {
  auto pace = pace_of(3);
  pace.ordering = "/payload/repo";
  know({a_listener("a", pace)});
  around.backlog_read = true;
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  start();
  store.lanes.clear(); // whoever asked now would be told of none
  ASSERT_EQ(sent(), numbers{1});
  const auto before = store.claims.size();

  store.claimable = {claim(2)};
  free({1});

  EXPECT_EQ(store.claims.size(), before + 1);
  EXPECT_EQ(sent(), numbers{2});
}

// -- what was leased --------------------------------------------------------------

TEST_F(RetrierGates, sends_nothing_again_that_is_leased_and_under_way) {
  store.lanes = {{"a", 0ms}};
  freed_claims news;
  news.leased = {{id_of(1), "a"}};
  desk.freed.push(std::move(news));
  start();
  EXPECT_EQ(desk.open, 1u);

  store.claimable = {claim(1), claim(2)};
  time.advance(500ms);

  EXPECT_EQ(sent(), numbers{2});
  EXPECT_EQ(asked_for().at(0), 2u) << "it has a place of its listener's";
}

TEST_F(RetrierGates, forgets_a_lease_that_has_ended) {
  freed_claims news;
  news.leased = {{id_of(1), "a"}, {id_of(2), "a"}};
  news.which = {{id_of(2), "a"}};
  desk.freed.push(std::move(news));
  start();
  EXPECT_EQ(desk.open, 1u) << "one had ended before it was committed";
  free({1});

  EXPECT_EQ(desk.open, 0u);
  EXPECT_EQ(desk.book.size(), 0u);
  EXPECT_EQ(desk.book.share_of("a").held(), 0u);
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1)};
  time.advance(500ms);
  EXPECT_EQ(sent(), numbers{1});
}

TEST_F(RetrierGates, claims_for_others_however_much_is_leased) {
  freed_claims news;
  for (std::uint64_t n = 0; n < 5'000; ++n)
    news.leased.push_back({id_of(n), "b"});
  desk.freed.push(std::move(news));
  store.lanes = {{"b", 0ms}, {"a", 0ms}};

  start();

  ASSERT_EQ(asked_for(), (std::vector<std::size_t>{1, 3})) << "and a little for this one";
  EXPECT_EQ(store.claims.at(0).at(1).listener, "a");
}

TEST_F(RetrierGates, counts_what_is_parked_in_order_for_who_asks) {
  store.ordered = {{"a", "x", 3}, {"a", "y", 1}, {"b", "x", 7}};
  start();

  desk.counts.push({{"a", 5}, {"nobody", 1}});
  time.run();

  auto counts = take_all(http->counts);
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts[0].listener, "a");
  EXPECT_EQ(counts[0].number, 5u);
  EXPECT_EQ(counts[0].parked, (std::unordered_map<std::string, std::uint64_t>{{"x", 3}, {"y", 1}}));
}

TEST_F(RetrierGates, says_nothing_of_a_count_that_failed) {
  start();
  store.down = out_of_reach;

  desk.counts.push({{"a", 5}});
  time.run();

  EXPECT_TRUE(take_all(http->counts).empty());
}

} // namespace
} // namespace fanfare::test
