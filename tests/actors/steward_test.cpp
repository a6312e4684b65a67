#include "actors/steward.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using drops = std::vector<fake_store::drop>;

class Steward : public ::testing::Test, protected workplace {
protected:
  steward_desk desk;
  current_index listeners;
  keeping_limits most;
  virtual_time time;

  Steward() {
    most.usual.parked_max = 100;
    most.usual.dead_max = 10;
    most.usual.dead_max_age = 24h;
    most.most_bytes = 1'000'000;
  }

  /// Those listeners have limits of their own.
  void know(const std::string& id, const delivery_options& pace) {
    listeners.store(std::make_shared<const listener_index>(
        1, std::vector<ready_listener_ptr>{a_listener(id, pace)}));
  }

  void start() {
    if (!listeners.loaded())
      listeners.store(std::make_shared<const listener_index>());
    time.employ({{"steward", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<steward>(clock, desk, queue, listeners, most, around);
                  }}},
                around);
  }
};

TEST_F(Steward, leaves_what_is_within_the_limits_and_looks_every_five_seconds) {
  store.held = {{"l1", 100, 10, 23h}};
  store.kept_bytes = 1'000'000;
  start();
  EXPECT_EQ(store.holdings_asked, 1u);

  time.advance(11s);

  EXPECT_EQ(store.holdings_asked, 3u);
  EXPECT_TRUE(store.dropped.empty());
  EXPECT_TRUE(around.problems.warnings().empty());
}

TEST_F(Steward, begins_when_the_listeners_are_loaded_although_nobody_tells_it) {
  store.held = {{"l1", 105, 1}};
  time.employ({{"steward", &desk.bell,
                [this](alarm_clock& clock) {
                  return std::make_unique<steward>(clock, desk, queue, listeners, most, around);
                }}},
              around);
  EXPECT_EQ(store.holdings_asked, 0u);

  listeners.store(std::make_shared<const listener_index>());
  time.advance(1s);

  ASSERT_FALSE(store.dropped.empty());
  EXPECT_EQ(store.dropped[0], (fake_store::drop{"l1", "parked", 5}));
}

TEST_F(Steward, drops_what_a_listener_has_too_much_of_and_says_so) {
  store.held = {{"l1", 105, 12}, {"l2", 100, 10}};
  start();

  EXPECT_EQ(store.dropped, (drops{{"l1", "parked", 5}, {"l1", "dead", 2}}));
  EXPECT_EQ(around.count.trimmed_parked, 5u);
  EXPECT_EQ(around.count.trimmed_dead, 2u);
  EXPECT_EQ(logged("listener 'l1': has more than parked_max (100) deliveries waiting"), 1);
  EXPECT_EQ(logged("listener 'l1': has more than dead_max (10) dead letters"), 1);
  EXPECT_EQ(logged("l2"), 0);
}

TEST_F(Steward, holds_a_listener_to_its_own_limits) {
  auto pace = most.usual;
  pace.parked_max = 3;
  pace.dead_max_age = 0ms;
  know("l1", pace);
  store.held = {{"l1", 5, 10, 1'000h}, {"gone", 5, 1, 1'000h}};
  start();

  EXPECT_EQ(store.dropped, (drops{{"l1", "parked", 2}, {"gone", "dead", 1, 24h}}));
}

TEST_F(Steward, drops_dead_letters_that_are_too_old_without_an_alarm) {
  store.held = {{"l1", 0, 7, 25h}};
  start();

  EXPECT_EQ(store.dropped, (drops{{"l1", "dead", 7, 24h}}));
  EXPECT_TRUE(around.problems.warnings().empty());
}

TEST_F(Steward, takes_much_in_several_goes) {
  store.held = {{"l1", 5'100, 0}};
  start();

  EXPECT_EQ(store.dropped,
            (drops{{"l1", "parked", 2'048}, {"l1", "parked", 2'048}, {"l1", "parked", 904}}));
  EXPECT_EQ(around.count.trimmed_parked, 5'000u);
}

TEST_F(Steward, looks_again_soon_while_there_is_too_much) {
  store.held = {{"l1", 101, 0}};
  start();
  EXPECT_EQ(store.holdings_asked, 1u);

  store.held = {};
  time.advance(500ms);
  EXPECT_EQ(store.holdings_asked, 2u);
  time.advance(4'999ms);
  EXPECT_EQ(store.holdings_asked, 2u);
}

TEST_F(Steward, takes_from_the_one_that_has_the_most_when_all_together_is_too_much) {
  most.usual.dead_max = 10'000;
  store.held = {{"small", 10, 10}, {"greatest", 50, 30}};
  store.kept_bytes = 1'100'000;
  start();

  // A tenth of a hundred, and one more to be sure.
  EXPECT_EQ(store.dropped, (drops{{"greatest", "dead", 10}}));
  EXPECT_EQ(logged("listener 'greatest': has the most of the reports that are kept"), 1);
  EXPECT_EQ(logged("small"), 0);
}

TEST_F(Steward, takes_from_the_one_with_the_most_bytes_whoever_has_more_letters) {
  most.usual.dead_max = 100'000;
  store.held = {{"many-small", 0, 50'000}, {"few-large", 0, 1'100}};
  store.sizes = {{"many-small", {0, 10}}, {"few-large", {0, 1'000}}};
  store.kept_bytes = 1'600'000;
  start();

  // 600 of a thousand bytes, and one more to be sure.
  EXPECT_EQ(store.dropped, (drops{{"few-large", "dead", 601}}));
  EXPECT_EQ(logged("many-small"), 0);
}

TEST_F(Steward, takes_no_more_than_a_go_before_it_looks_again_for_a_sample_may_deceive) {
  most.usual.dead_max = 100'000;
  store.held = {{"seems-small", 0, 100'000}};
  store.sizes = {{"seems-small", {0, 10}}};
  store.kept_bytes = 2'000'000;
  start();

  EXPECT_EQ(store.dropped, (drops{{"seems-small", "dead", 2'048}}));
}

TEST_F(Steward, weighs_what_waits_and_what_is_dead_apart) {
  most.usual.dead_max = 100'000;
  store.held = {{"small-dead", 10, 20'000}, {"large-parked", 90, 100}};
  store.sizes = {{"small-dead", {9'000, 10}}, {"large-parked", {9'000, 10}}};
  store.kept_bytes = 1'101'000;
  start();

  EXPECT_EQ(store.dropped, (drops{{"large-parked", "dead", 100}}));
}

TEST_F(Steward, drops_nothing_while_the_sizes_are_not_to_be_had) {
  store.held = {{"l1", 40, 5}};
  store.kept_bytes = 2'000'000;
  queue.hold = true;
  start();
  store.down = out_of_reach;
  queue.release();
  time.run();

  EXPECT_TRUE(store.dropped.empty());
  EXPECT_TRUE(has_problem("deliveries kept: the disk is full"));
}

TEST_F(Steward, takes_what_waits_only_when_nothing_dead_is_left_of_it) {
  store.held = {{"l1", 40, 0}, {"l2", 5, 5}};
  store.kept_bytes = 2'000'000;
  start();

  EXPECT_EQ(store.dropped, (drops{{"l1", "parked", 26}}));
}

TEST_F(Steward, lifts_its_warning_ten_minutes_after_the_last_drop) {
  store.held = {{"l1", 101, 0}};
  start();
  EXPECT_EQ(around.problems.warnings().size(), 1u);

  store.held = {};
  time.advance(9min);
  EXPECT_EQ(around.problems.warnings().size(), 1u);
  time.advance(2min);

  EXPECT_TRUE(around.problems.warnings().empty());
  EXPECT_EQ(logged("deliveries kept for listener 'l1': in order again"), 1);
}

TEST_F(Steward, goes_on_after_the_store_has_failed) {
  store.held = {{"l1", 101, 0}};
  store.down = out_of_reach;
  start();
  EXPECT_TRUE(has_problem("deliveries kept: the disk is full"));

  store.down.reset();
  time.advance(1s);

  EXPECT_EQ(store.dropped.size(), 1u);
  EXPECT_FALSE(has_problem("deliveries kept"));
}

TEST_F(Steward, names_nobody_where_events_could_not_be_used) {
  store.held = {{"", 0, 11}};
  start();

  EXPECT_EQ(store.dropped, (drops{{"", "dead", 1}}));
  EXPECT_EQ(logged("deliveries kept for no listener: has more than dead_max"), 1);
}

TEST_F(Steward, drops_nothing_before_it_knows_the_listeners) {
  store.held = {{"l1", 101, 0}};
  time.employ({{"steward", &desk.bell,
                [this](alarm_clock& clock) {
                  return std::make_unique<steward>(clock, desk, queue, listeners, most, around);
                }}},
              around);

  EXPECT_EQ(store.holdings_asked, 0u);
}

} // namespace
} // namespace fanfare::test
