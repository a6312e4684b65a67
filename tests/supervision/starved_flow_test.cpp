#include "tests/support/engine_floor.hpp"
#include "tests/support/failing_allocations.hpp"
#include "tests/support/shortage.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// The flow, with one post at which memory is short for a moment.
class starved_floor : protected engine_floor {
public:
  static constexpr std::size_t events = 5;
  static constexpr std::size_t fan_out = 3;

  /// @param order what the listeners order their deliveries by; empty: nothing. With an order the
  /// first attempt of the second event fails, so that the others are parked behind it.
  starved_floor(const std::string& where, shortage& what, const std::string& order = {}) {
    staged = [&what, where](const std::string& name, actor_factory make) {
      return name == where ? what.around(std::move(make)) : std::move(make);
    };
    queue.hold = true; // The store works between the turns: memory is short at the post only.
    out->at_once = [this, order](const attempt& one) {
      const auto fails = !order.empty() && out->attempts.size() == fan_out + 1;
      return fails && one.number == 1 ? verdict::retry : verdict::delivered;
    };
    answers.reserve(1); // The publisher has memory.
    delivery_options pace;
    pace.ordering = order;
    open(listeners(fan_out, pace));
  }

  void let_it_flow() {
    publish(events);
    // Who dies in the last round still has to come back.
    for (int i = 0; i < 20 || (i < 25 && !around.problems.sentences().empty()); ++i) {
      do {
        queue.release();
        time.run();
      } while (queue.waiting() > 0);
      time.advance(100ms); // A post stays empty for so long.
    }
  }

  void expect_that_nothing_is_lost() const {
    ASSERT_EQ(answers.size(), 1u);
    if (!answers[0]) // The publisher knows.
      return;
    EXPECT_EQ(brought_to_an_end().size(), events * fan_out);
    EXPECT_TRUE(store.entries.empty());
    EXPECT_TRUE(settling.flights.empty());
    EXPECT_TRUE(credit_is_whole());
    EXPECT_EQ(delivering->lanes.waiting(), 0u);
    EXPECT_TRUE(around.problems.sentences().empty());
  }

private:
  /// Returns the deliveries that were attempted, or are parked.
  std::set<std::pair<event_id, std::string>> brought_to_an_end() const {
    std::set<std::pair<event_id, std::string>> all;
    for (const auto& each : out->attempts)
      all.emplace(each.what->id, each.to->id);
    for (const auto& each : store.written)
      for (const auto& park : each.settles.parks)
        all.emplace(park.event, park.listener);
    return all;
  }
};

/// At which post memory is short, and what its flow is ordered by.
using starved_post = std::pair<std::string, std::string>;

class StarvedFlow : public testing::TestWithParam<starved_post> {};

INSTANTIATE_TEST_SUITE_P(Of, StarvedFlow,
                         testing::Values(starved_post{"ingestor", ""}, starved_post{"reader", ""},
                                         starved_post{"matcher", ""}, starved_post{"deliverer", ""},
                                         starved_post{"settler", ""}, starved_post{"retrier", ""}),
                         [](const auto& post) { return post.param.first; });

INSTANTIATE_TEST_SUITE_P(InOrder, StarvedFlow,
                         testing::Values(starved_post{"reader", "event_type"},
                                         starved_post{"matcher", "event_type"},
                                         starved_post{"deliverer", "event_type"},
                                         starved_post{"settler", "event_type"},
                                         starved_post{"retrier", "event_type"}),
                         [](const auto& post) { return post.param.first; });

TEST_P(StarvedFlow, loses_nothing_whichever_allocation_of_an_actor_fails) {
  std::size_t tried = 0;

  for (std::size_t n = 1;; n += 1 + n / 16) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    shortage of_memory{n};
    starved_floor floor{GetParam().first, of_memory, GetParam().second};
    floor.let_it_flow();
    floor.expect_that_nothing_is_lost();
    if (!of_memory.has_struck() || HasFailure())
      break;
    ++tried;
  }

  EXPECT_GT(tried, 3u);
}

/// An event with very many listeners, which need more memory than there is.
TEST(StarvedMatcher, buries_an_event_that_nobody_can_match_and_goes_on_with_the_others) {
  struct floor : engine_floor {
    using engine_floor::engine_floor;
  } flow{{.window_events = 64, .window_deliveries = 100'000}};
  flow.out->at_once = [](const attempt&) { return verdict::delivered; };
  flow.staged = [](const std::string& name, actor_factory make) {
    class frugal final : public actor {
    public:
      explicit frugal(std::unique_ptr<actor> who) : who_(std::move(who)) {}
      void wake() override {
        failing_allocations::fail_from(32 * 1024);
        try {
          who_->wake();
        } catch (...) {
          failing_allocations::fail_from(0);
          throw;
        }
        failing_allocations::fail_from(0);
      }

    private:
      std::unique_ptr<actor> who_;
    };
    if (name != "matcher")
      return make;
    return actor_factory{[make](alarm_clock& clock) -> std::unique_ptr<actor> {
      return std::make_unique<frugal>(make(clock));
    }};
  };
  auto all = listeners(5'000);
  flow.open(std::move(all));

  flow.publish(1);
  flow.time.advance(5s);

  ASSERT_EQ(flow.answers.size(), 1u);
  EXPECT_TRUE(flow.store.entries.empty());
  EXPECT_EQ(flow.around.count.dead, 1u);
  EXPECT_EQ(flow.around.count.restarts, 2u);
  EXPECT_TRUE(flow.credit_is_whole());
  EXPECT_EQ(flow.logged("could not be matched"), 0);
  EXPECT_EQ(flow.logged("is dead: matching it failed 3 times"), 1);
}

} // namespace
} // namespace fanfare::test
