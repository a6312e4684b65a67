#include "tests/actors/retrier_fixture.hpp"

#include <algorithm>
#include <map>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// How much is claimed at once, and for whom.
class RetrierShares : public retrier_test {
protected:
  std::size_t claims_for(const std::string& listener) const {
    std::size_t count = 0;
    for (const auto& each : store.claims)
      count += static_cast<std::size_t>(
          std::count_if(each.begin(), each.end(),
                        [&](const claim_request& one) { return one.listener == listener; }));
    return count;
  }
};

TEST_F(RetrierShares, claims_again_without_asking_where_it_got_all_it_asked_for) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  ASSERT_EQ(sent().size(), 3u);
  store.lanes.clear();
  store.claimable = {claim(4)};

  free({1, 2});

  EXPECT_EQ(sent(), numbers{4});
  EXPECT_EQ(asked_for(), (sizes{3, 4}));

  store.claimable = {claim(5)};
  free({3, 4});
  EXPECT_TRUE(sent().empty()) << "it gave less than was asked for: nothing more is due";
}

TEST_F(RetrierShares, looks_at_the_others_although_one_always_has_more) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  for (std::uint64_t n = 1; n < 40; n += 3) {
    store.claimable = {claim(n + 3), claim(n + 4), claim(n + 5)};
    free({n, n + 1, n + 2});
    time.advance(5ms);
  }

  EXPECT_TRUE(std::any_of(store.claims.begin(), store.claims.end(), [](const auto& each) {
    return std::any_of(each.begin(), each.end(),
                       [](const claim_request& one) { return one.listener == "b"; });
  }));
}

TEST_F(RetrierShares, an_empty_claim_of_a_lane_that_had_more_delays_nobody) {
  store.lanes = {{"a", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3)};
  start();
  store.lanes = {{"b", 30ms}};
  free({1}); // asks a again, and gets nothing
  ASSERT_EQ(store.claims.size(), 2u);

  store.lanes = {{"b", 0ms}};
  time.advance(51ms);

  EXPECT_EQ(claims_for("b"), 1u);
}

TEST_F(RetrierShares, a_lane_without_a_free_place_is_not_forgotten_over_another) {
  store.lanes = {{"a", 0ms}, {"b", 0ms}};
  store.claimable = {claim(1), claim(2), claim(3), claim(11, "b"), claim(12, "b"), claim(13, "b")};
  start();
  store.lanes.clear();
  store.claimable = {claim(14, "b")};
  freed_claims of_b;
  of_b.which = {{id_of(11), "b", {}, {}, {}}};
  desk.freed.push(std::move(of_b));
  time.run();
  ASSERT_EQ(claims_for("b"), 2u);

  store.claimable = {claim(4)};
  free({1});

  EXPECT_EQ(claims_for("a"), 2u) << "it had more, and has a place again";
}

TEST_F(RetrierShares, lanes_share_a_portion) {
  know({a_listener("a", pace_of(50)), a_listener("b", pace_of(50)), a_listener("c", pace_of(1))});
  store.lanes = {{"a", 0ms}, {"b", 0ms}, {"c", 0ms}};
  around.count.published = 1; // something new comes in: portions are small

  start();

  ASSERT_EQ(store.claims.size(), 1u);
  std::map<std::string, std::size_t> places;
  for (const auto& each : store.claims[0])
    places[each.listener] = each.most;
  EXPECT_EQ(places, (std::map<std::string, std::size_t>{{"a", 2}, {"b", 1}, {"c", 1}}));
}

TEST_F(RetrierShares, claims_yield_to_what_others_publish_as_well) {
  know({a_listener("a", pace_of(50))});
  store.lanes = {{"a", 0ms}};
  around.count.foreign = 1;

  start();

  EXPECT_EQ(asked_for(), sizes{4});
  EXPECT_TRUE(desk.yields);
}

TEST_F(RetrierShares, no_portion_is_larger_than_the_store_can_bear) {
  know({a_listener("a", pace_of(4'000))});
  start();
  for (int i = 0; i < 2; ++i) {
    time.advance(500ms);
    around.count.published += 50'000;
    around.count.delivered += 50'000;
  }
  store.lanes = {{"a", 0ms}};
  time.advance(500ms);

  ASSERT_FALSE(store.claims.empty());
  for (const auto each : asked_for())
    EXPECT_LE(each, 256u);
}

} // namespace
} // namespace fanfare::test
