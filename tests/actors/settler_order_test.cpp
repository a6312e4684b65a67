#include "tests/actors/settler_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// What is parked in order.
class SettlerOrder : public settler_test {
protected:
  std::shared_ptr<deliverer_desk> http = std::make_shared<deliverer_desk>();

  SettlerOrder() { deliverers.add("http", {http}); }

  finished_delivery ordered(std::uint64_t event, ending how,
                            delivery_origin from = delivery_origin::journal) {
    auto made = one(event, how, 0, from);
    made.what.order_key = std::make_shared<const std::string>("k");
    return made;
  }

  std::vector<event_id> confirmed() {
    std::vector<event_id> events;
    for (const auto& each : take_items(http->orders)) {
      EXPECT_EQ(each.key, "k");
      EXPECT_EQ(each.to, to);
      events.push_back(each.event);
    }
    return events;
  }
};

TEST_F(SettlerOrder, parks_under_the_key_and_says_when_the_store_knows) {
  plan(1, 2);
  finish({ordered(1, ending::retry)});
  EXPECT_TRUE(confirmed().empty()) << "its event has not landed";
  queue.hold = true;
  finish({one(1, ending::delivered)});
  EXPECT_TRUE(confirmed().empty());

  queue.release();
  time.run();

  EXPECT_EQ(settled().parks.at(0).order_key, "k");
  EXPECT_EQ(confirmed(), ids{id_of(1)});
}

TEST_F(SettlerOrder, keeps_to_what_the_lane_has_decided) {
  auto decided = ordered(1, ending::retry);
  decided.left = std::make_shared<remainder>();
  decided.left->bury = dead_delivery{id_of(1), "a", {}, "because"};
  plan(1, 1);

  finish({decided});

  EXPECT_TRUE(settled().parks.empty());
  EXPECT_EQ(settled().dead.at(0).reason, "because");
  EXPECT_TRUE(confirmed().empty());
}

TEST_F(SettlerOrder, says_of_a_lease_that_it_is_parked_only_when_it_has_failed) {
  plan(1, 1);
  auto under_way = ordered(1, ending::leased);
  under_way.pause = 24s;
  finish({under_way});
  EXPECT_EQ(settled().parks.at(0).order_key, "k");
  EXPECT_TRUE(confirmed().empty());

  finish({ordered(1, ending::retry, delivery_origin::leased)});

  EXPECT_EQ(confirmed(), ids{id_of(1)});
}

TEST_F(SettlerOrder, says_nothing_of_a_claim_that_stays_parked) {
  finish({ordered(1, ending::retry, delivery_origin::retries)});

  EXPECT_EQ(settled().retries.size(), 1u);
  EXPECT_TRUE(confirmed().empty());
}

} // namespace
} // namespace fanfare::test
