#include "actors/interfaces.hpp"
#include "actors/supervisor.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

/// What a clerk works at: numbers, some of which are deadly.
struct counter_desk {
  class bell bell;
  inbox<int> numbers{bell};
  std::vector<int> seen;
  int deaths = 0;        ///< To come, each over the next item.
  bool no_clerk = false; ///< While set, nobody can be found for the post.
  int clerks = 0;
  std::optional<std::chrono::milliseconds> alarm_in;
  int wakes = 0;
};

class clerk final : public actor {
public:
  clerk(alarm_clock& clock, counter_desk& desk) : desk_(desk) {
    if (desk.no_clerk)
      throw std::runtime_error{"nobody to be found"};
    ++desk.clerks;
    if (desk.alarm_in)
      clock.ring_at(clock.now() + *desk.alarm_in);
  }

  void wake() override {
    ++desk_.wakes;
    desk_.bell.answer();
    work_through(desk_.numbers, desk_.bell, 100, [this](int number) {
      if (desk_.deaths > 0) {
        --desk_.deaths;
        throw std::runtime_error{"choked on " + std::to_string(number)};
      }
      desk_.seen.push_back(number);
    });
  }

private:
  counter_desk& desk_;
};

class Supervisor : public ::testing::Test, protected workplace {
protected:
  counter_desk desk;
  counter_desk other;
  std::optional<virtual_time> time{std::in_place};

  static post at(const std::string& name, counter_desk& where) {
    return {name, &where.bell,
            [&where](alarm_clock& clock) { return std::make_unique<clerk>(clock, where); }};
  }

  void start(restart_policy policy = {}) {
    time->employ({at("clerk", desk), at("other clerk", other)}, around, policy);
  }

  void die() {
    desk.deaths = 1;
    desk.numbers.push(0);
    time->run();
  }

  /// Returns how long the post stays empty after a death.
  std::chrono::milliseconds pause_after_death() {
    auto before = desk.clerks;
    die();
    std::chrono::milliseconds pause{0};
    for (; desk.clerks == before && pause < 1min; pause += 10ms)
      time->advance(10ms);
    return pause;
  }
};

TEST_F(Supervisor, puts_another_actor_at_the_desk_100_ms_after_one_died) {
  start();
  die();
  time->advance(99ms);
  EXPECT_EQ(desk.clerks, 1);

  time->advance(1ms);

  EXPECT_EQ(desk.clerks, 2);
}

TEST_F(Supervisor, waits_twice_as_long_each_time_up_to_a_limit) {
  restart_policy policy;
  policy.cap = 500ms;
  start(policy);

  EXPECT_EQ(pause_after_death(), 100ms);
  EXPECT_EQ(pause_after_death(), 200ms);
  EXPECT_EQ(pause_after_death(), 400ms);
  EXPECT_EQ(pause_after_death(), 500ms);
  EXPECT_EQ(pause_after_death(), 500ms);
}

TEST_F(Supervisor, begins_from_the_start_after_a_calm_time) {
  start();
  pause_after_death();
  EXPECT_EQ(pause_after_death(), 200ms);

  time->advance(60'001ms);

  EXPECT_EQ(pause_after_death(), 100ms);
}

TEST_F(Supervisor, does_not_take_a_short_time_for_calm) {
  start();
  pause_after_death();

  time->advance(59s);

  EXPECT_EQ(pause_after_death(), 200ms);
}

TEST_F(Supervisor, survives_an_actor_that_dies_a_hundred_times) {
  restart_policy policy;
  policy.cap = 1s;
  start(policy);
  desk.deaths = 100;
  desk.numbers.push(7);

  time->advance(100s);

  EXPECT_EQ(desk.seen, std::vector<int>{7});
  EXPECT_EQ(around.count.restarts, 100u);
}

TEST_F(Supervisor, says_what_an_actor_died_of_until_another_one_is_there) {
  start();
  EXPECT_TRUE(around.problems.sentences().empty());

  die();
  EXPECT_TRUE(has_problem("clerk: died of choked on 0; starts again in 100 ms"));
  time->advance(100ms);

  EXPECT_TRUE(around.problems.sentences().empty());
  EXPECT_EQ(logged("choked on 0"), 1);
}

TEST_F(Supervisor, counts_restarts) {
  start();

  pause_after_death();
  pause_after_death();

  EXPECT_EQ(around.count.restarts, 2u);
}

TEST_F(Supervisor, leaves_the_item_over_which_an_actor_died_to_its_successor) {
  start();
  desk.deaths = 2;
  desk.numbers.push(1);
  desk.numbers.push(2);
  time->run();
  desk.numbers.push(3);

  time->advance(300ms);

  EXPECT_EQ(desk.seen, (std::vector<int>{1, 2, 3}));
}

TEST_F(Supervisor, wakes_the_successor_although_nobody_rang_since) {
  start();
  desk.deaths = 1;
  desk.numbers.push(1);

  time->advance(100ms);

  EXPECT_EQ(desk.seen, std::vector<int>{1});
}

TEST_F(Supervisor, does_not_disturb_the_others_when_one_dies) {
  start();
  die();

  other.numbers.push(5);
  time->run();

  EXPECT_EQ(other.seen, std::vector<int>{5});
  EXPECT_EQ(other.clerks, 1);
}

TEST_F(Supervisor, tries_again_when_nobody_could_be_put_at_the_desk) {
  desk.no_clerk = true;
  desk.numbers.push(1);
  start();
  EXPECT_TRUE(has_problem("nobody to be found"));

  time->advance(100ms);
  EXPECT_TRUE(has_problem("nobody to be found; starts again in 200 ms"));
  desk.no_clerk = false;
  time->advance(200ms);

  EXPECT_EQ(desk.seen, std::vector<int>{1});
}

TEST_F(Supervisor, dismisses_all_actors_at_the_end) {
  start();
  time.reset();

  desk.numbers.push(1);

  EXPECT_TRUE(desk.seen.empty());
}

// -- the clock it lends ---------------------------------------------------------

TEST_F(Supervisor, wakes_an_actor_at_the_time_it_asked_for) {
  desk.alarm_in = 250ms;
  start();
  auto before = desk.wakes;

  time->advance(249ms);
  EXPECT_EQ(desk.wakes, before);
  time->advance(1ms);

  EXPECT_EQ(desk.wakes, before + 1);
}

TEST_F(Supervisor, does_not_wake_a_successor_by_the_alarm_of_the_dead) {
  desk.alarm_in = 10s;
  start();
  desk.alarm_in.reset();
  die();
  time->advance(100ms);
  auto before = desk.wakes;

  time->advance(1min);

  EXPECT_EQ(desk.wakes, before);
}

} // namespace
} // namespace fanfare::test
