#include "actors/steward.hpp"
#include "tests/support/shortage.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// A steward who finds too much, for whom memory is short once.
class starved_stewardship : protected workplace {
public:
  explicit starved_stewardship(shortage& what) {
    most_.usual.parked_max = 100;
    most_.usual.dead_max = 10;
    most_.most_bytes = 1'000'000;
    listeners_.store(std::make_shared<const listener_index>());
    store.held = {{"l1", 105, 12}, {"l2", 107, 0}};
    queue.hold = true; // The store works between the turns, with all the memory that it wants.
    time_.employ({{"steward", &desk_.bell, what.around([this](alarm_clock& clock) {
                     return std::make_unique<steward>(clock, desk_, queue, listeners_, most_,
                                                      around);
                   })}},
                 around);
  }

  void let_it_look() {
    for (int i = 0; i < 60; ++i) {
      for (; queue.waiting() > 0; time_.run()) {
        queue.release();
        if (!store.dropped.empty())
          store.held = {}; // What is looked for once more is not too much.
      }
      time_.advance(100ms); // A post stays empty for so long.
    }
  }

  /// How many were dropped of each kind.
  std::map<std::pair<std::string, std::string>, std::size_t> dropped() const {
    std::map<std::pair<std::string, std::string>, std::size_t> sum;
    for (const auto& each : store.dropped)
      sum[{each.listener, each.what}] += each.most;
    return sum;
  }

private:
  steward_desk desk_;
  current_index listeners_;
  keeping_limits most_;
  virtual_time time_;
};

TEST(StarvedSteward, drops_the_surplus_once_whichever_allocation_fails) {
  const std::map<std::pair<std::string, std::string>, std::size_t> surplus{
      {{"l1", "parked"}, 5}, {{"l1", "dead"}, 2}, {{"l2", "parked"}, 7}};
  std::size_t tried = 0;

  for (std::size_t n = 1;; ++n) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    shortage of_memory{n};
    starved_stewardship work{of_memory};
    work.let_it_look();
    EXPECT_EQ(work.dropped(), surplus);
    if (!of_memory.has_struck() || HasFailure())
      break;
    ++tried;
  }

  EXPECT_GT(tried, 3u);
}

} // namespace
} // namespace fanfare::test
