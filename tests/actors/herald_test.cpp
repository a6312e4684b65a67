#include "actors/herald.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Herald : public ::testing::Test, protected workplace {
protected:
  herald_desk desk;
  journal_backlog backlog{1'000, around.count};
  inline_store_queue reader{store};
  std::map<std::string, std::string> outages;
  virtual_time time;

  void start() {
    time.employ({{"herald", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<herald>(
                        clock, desk, queue, reader, backlog, [this] { return outages; }, around);
                  }}},
                around);
  }
};

TEST_F(Herald, says_every_three_seconds_that_the_node_lives) {
  start();
  EXPECT_EQ(store.heartbeats, 1u);

  time.advance(2'999ms);
  EXPECT_EQ(store.heartbeats, 1u);
  time.advance(1ms);
  EXPECT_EQ(store.heartbeats, 2u);
  time.advance(30s);

  EXPECT_EQ(store.heartbeats, 12u);
}

TEST_F(Herald, warns_of_notifiers_that_deliver_nothing_for_as_long_as_it_lasts) {
  start();
  EXPECT_TRUE(around.problems.warnings().empty());

  outages = {{"email", "the mail server takes no mail: refused"}};
  time.advance(1s);
  EXPECT_EQ(around.problems.warnings(),
            std::vector<std::string>{"notifier email: the mail server takes no mail: refused"});
  time.advance(1min);
  EXPECT_EQ(logged("the mail server takes no mail"), 1);

  outages.clear();
  time.advance(1s);
  EXPECT_TRUE(around.problems.warnings().empty());
  EXPECT_EQ(logged("notifier email: in order again"), 1);
}

TEST_F(Herald, does_not_speak_again_before_the_store_has_heard_it) {
  queue.hold = true;
  start();

  time.advance(60s);

  EXPECT_EQ(queue.waiting(), 1u);
}

TEST_F(Herald, raises_a_problem_while_the_store_fails_and_clears_it) {
  store.down = out_of_reach;
  start();
  EXPECT_TRUE(has_problem("heartbeat: the disk is full"));

  store.down.reset();
  time.advance(1s);

  EXPECT_FALSE(has_problem("heartbeat"));
}

TEST_F(Herald, reads_every_three_seconds_how_much_the_journal_holds) {
  store.entries[{1, 0, 0, 7}] = "{}";
  start();
  EXPECT_EQ(backlog.size(), 1u);

  store.entries[{2, 0, 0, 7}] = "{}";
  time.advance(2'999ms);
  EXPECT_EQ(backlog.size(), 1u);
  time.advance(1ms);

  EXPECT_EQ(backlog.size(), 2u);
}

TEST_F(Herald, says_that_the_node_lives_while_nobody_answers_how_the_store_is) {
  reader.hold = true;
  start();

  time.advance(30s);

  EXPECT_EQ(store.heartbeats, 11u);
  EXPECT_EQ(reader.waiting(), 1u);
}

TEST_F(Herald, warns_of_what_may_lose_events_once_and_once_again_when_it_is_over) {
  store.perils = {{severity::problem, "eviction", "it forgets", "tell it not to"}};
  start();
  ASSERT_EQ(around.problems.warnings(),
            std::vector<std::string>{"eviction: it forgets; tell it not to"});
  EXPECT_TRUE(around.problems.sentences().empty()) << "it is ready all the same";

  time.advance(90s);
  store.perils.clear();
  time.advance(30s);

  EXPECT_EQ(logged("it forgets"), 1);
  EXPECT_EQ(logged("eviction: in order again"), 1);
  EXPECT_TRUE(around.problems.warnings().empty());
}

TEST_F(Herald, looks_for_dangers_at_the_start_and_every_thirty_seconds) {
  start();
  EXPECT_EQ(store.danger_queries, 1u);

  time.advance(29s);
  EXPECT_EQ(store.danger_queries, 1u);
  time.advance(1s);

  EXPECT_EQ(store.danger_queries, 2u);
}

TEST_F(Herald, looks_for_dangers_as_soon_as_a_store_that_was_away_is_there) {
  store.down = out_of_reach;
  store.perils = {{severity::warning, "eviction", "it forgets", "tell it not to"}};
  start();
  time.advance(60s);
  EXPECT_TRUE(around.problems.warnings().empty());

  store.down.reset();
  time.advance(3s);

  EXPECT_EQ(around.problems.warnings().size(), 1u);
}

TEST_F(Herald, keeps_its_warnings_while_the_store_is_away) {
  store.perils = {{severity::warning, "eviction", "it forgets", "tell it not to"}};
  start();

  store.down = out_of_reach;
  time.advance(60s);

  EXPECT_EQ(around.problems.warnings().size(), 1u);
  EXPECT_EQ(logged("in order again"), 0);
}

} // namespace
} // namespace fanfare::test
