#include "actors/custodian.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/virtual_time.hpp"
#include "tests/support/workplace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Custodian : public ::testing::Test, protected workplace {
protected:
  custodian_desk desk;
  chronicler_desk chronicler;
  current_index listeners_now;
  virtual_time time;
  listener_state::time_point today{std::chrono::hours{24 * 365 * 50}};

  /// A listener that is held in some way.
  struct held {
    std::string id = "l0";
    bool enabled = true;
    bool paused = false;
    std::string type = "http";
    std::string pattern = "repo.#";
    std::chrono::milliseconds hold = 72h;
    std::chrono::milliseconds max_age = 72h;
  };

  void make(const std::vector<held>& all) {
    std::vector<ready_listener_ptr> ready;
    for (const auto& of : all) {
      listener one;
      one.id = of.id;
      one.notifier_type = of.type;
      one.enabled = of.enabled;
      one.paused = of.paused;
      one.event_types = {of.pattern};
      auto made = std::make_shared<ready_listener>();
      made->what = std::make_shared<const listener>(std::move(one));
      made->pace.hold = of.hold;
      made->pace.max_age = of.max_age;
      ready.push_back(std::move(made));
    }
    listeners_now.store(an_index(1, std::move(ready)));
  }

  void start() {
    time.employ({{"custodian", &desk.bell,
                  [this](alarm_clock& clock) {
                    return std::make_unique<custodian>(
                        clock, desk, queue, queue, listeners_now, std::vector<std::string>{"http"},
                        chronicler, [this] { return today; }, around);
                  }}},
                around);
  }

  void pass(std::chrono::milliseconds span) {
    today += span;
    time.advance(span);
  }

  std::vector<waiting_delivery> waiting(std::size_t count) const {
    std::vector<waiting_delivery> all;
    for (std::uint64_t n = 1; n <= count; ++n)
      all.push_back({id_of(n), "a@x", 3, "503"});
    return all;
  }

  /// Returns all that was buried.
  std::vector<dead_delivery> buried() const {
    std::vector<dead_delivery> all;
    for (const auto& write : store.written)
      for (const auto& each : write.settles.retries)
        if (each.bury)
          all.push_back(*each.bury);
    return all;
  }
};

TEST_F(Custodian, notes_since_when_a_listener_is_held_and_when_it_is_no_more) {
  make({{.paused = true}});
  store.unclaimed = {"l0"};
  start();

  auto notes = take_items(chronicler.holds);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].listener, "l0");
  EXPECT_EQ(notes[0].since, today);
  pass(5s);
  EXPECT_TRUE(take_items(chronicler.holds).empty());

  store.unclaimed = {};
  pass(5s);
  notes = take_items(chronicler.holds);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_FALSE(notes[0].since);
}

TEST_F(Custodian, buries_what_has_been_due_for_longer_than_the_listener_is_held) {
  make({{.paused = true, .hold = 1h}});
  store.unclaimed = {"l0"};
  start();

  pass(1h - 5s);
  for (const auto& [listener, by] : store.overdue_queries)
    EXPECT_EQ(by, 72h) << "until then only max_age counts";
  EXPECT_TRUE(buried().empty());
  store.overdue["l0"] = waiting(2);
  pass(5s);

  EXPECT_EQ(store.overdue_queries.back().second, 1h);
  const auto dead = buried();
  ASSERT_EQ(dead.size(), 2u);
  EXPECT_EQ(dead[0].event, id_of(1));
  EXPECT_EQ(dead[0].listener, "l0");
  EXPECT_EQ(dead[0].part, "a@x");
  EXPECT_EQ(dead[0].reason, "held for longer than hold (1h): the listener is paused");
  EXPECT_EQ(dead[0].last_answer, "503");
  EXPECT_EQ(dead[0].attempts, 3u);
}

TEST_F(Custodian, says_what_holds_it) {
  make({{.id = "off", .enabled = false, .hold = 1s},
        {.id = "mail", .type = "email", .hold = 1s, .max_age = 1h}});
  store.unclaimed = {"off", "mail"};
  start();
  store.overdue["off"] = waiting(1);
  store.overdue["mail"] = waiting(1);

  pass(5s);

  const auto dead = buried();
  ASSERT_EQ(dead.size(), 2u);
  EXPECT_EQ(dead[0].reason, "held for longer than hold (1s): the listener is disabled");
  EXPECT_EQ(dead[1].reason,
            "older than max_age (1h): the listener is of a type that nobody delivers");
}

TEST_F(Custodian, goes_by_max_age_where_that_is_shorter_or_hold_is_off) {
  make({{.id = "a", .paused = true, .hold = 72h, .max_age = 1h},
        {.id = "b", .paused = true, .hold = 0h, .max_age = 2h},
        {.id = "c", .paused = true, .hold = 0h, .max_age = 0h}});
  store.unclaimed = {"a", "b", "c"};
  start();

  pass(100h);

  for (const auto& [listener, by] : store.overdue_queries)
    EXPECT_EQ(by, listener == "a" ? 1h : 2h) << listener;
}

TEST_F(Custodian, counts_from_when_a_node_before_it_noticed) {
  make({{.paused = true, .hold = 1h}});
  store.unclaimed = {"l0"};
  store.states_before = {{.listener_id = "l0", .held_since = today - 2h}};
  store.overdue["l0"] = waiting(1);

  start();

  EXPECT_EQ(buried().size(), 1u);
  EXPECT_TRUE(take_items(chronicler.holds).empty());
}

TEST_F(Custodian, buries_many_in_steps) {
  make({{.paused = true, .hold = 1s}});
  store.unclaimed = {"l0"};
  start();
  store.overdue["l0"] = waiting(600);

  pass(5s);

  ASSERT_EQ(store.written.size(), 3u);
  EXPECT_EQ(store.written[0].settles.retries.size(), 256u);
  EXPECT_EQ(buried().size(), 600u);
  EXPECT_EQ(around.count.dead, 600u);
}

TEST_F(Custodian, tells_how_many_were_buried) {
  make({{.paused = true, .hold = 1s}});
  store.unclaimed = {"l0"};
  start();
  store.overdue["l0"] = waiting(3);

  pass(5s);

  const auto told = take_items(chronicler.deaths);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].listener, "l0");
  EXPECT_EQ(told[0].count, 3u);
  EXPECT_EQ(told[0].last_answer, "503");
  EXPECT_EQ(told[0].event_id, id_of(3).text());
}

TEST_F(Custodian, tells_nobody_what_a_listener_to_the_engines_events_does_not_get) {
  make({{.paused = true, .pattern = "fanfare.#", .hold = 1s}});
  store.unclaimed = {"l0"};
  start();
  store.overdue["l0"] = waiting(3);

  pass(5s);

  EXPECT_EQ(buried().size(), 3u);
  EXPECT_TRUE(take_items(chronicler.deaths).empty());
}

TEST_F(Custodian, leaves_alone_who_takes_deliveries_again_or_is_gone) {
  make({{.id = "open", .hold = 1s}});
  store.unclaimed = {"open", "gone"};
  start();
  store.overdue["open"] = store.overdue["gone"] = waiting(1);

  pass(10s);

  EXPECT_TRUE(store.overdue_queries.empty());
  EXPECT_TRUE(take_items(chronicler.holds).empty());
}

TEST_F(Custodian, asks_every_five_seconds_and_not_before_it_was_answered) {
  make({{.paused = true}});
  start();
  EXPECT_EQ(store.unclaimed_queries, 1u);
  time.advance(4'999ms);
  EXPECT_EQ(store.unclaimed_queries, 1u);
  time.advance(1ms);
  EXPECT_EQ(store.unclaimed_queries, 2u);

  queue.hold = true;
  time.advance(1min);
  EXPECT_EQ(queue.waiting(), 1u);
}

// -- when the store fails ---------------------------------------------------------

TEST_F(Custodian, goes_on_when_the_store_works_again) {
  make({{.paused = true, .hold = 1s}});
  store.unclaimed = {"l0"};
  start();
  store.down = out_of_reach;
  pass(5s);
  EXPECT_TRUE(has_problem("held deliveries: the disk is full"));

  store.down.reset();
  store.overdue["l0"] = waiting(1);
  pass(1s);

  EXPECT_FALSE(has_problem("held deliveries"));
  EXPECT_EQ(buried().size(), 1u);
}

TEST_F(Custodian, tells_and_counts_no_burial_that_failed) {
  make({{.paused = true, .hold = 1s}});
  store.unclaimed = {"l0"};
  start();
  store.overdue["l0"] = waiting(1);
  queue.hold = true;
  pass(5s);
  queue.release(); // who is held
  time.run();
  queue.release(); // what is overdue
  time.run();
  store.down = out_of_reach;
  queue.release(); // the burial
  time.run();

  EXPECT_TRUE(take_items(chronicler.deaths).empty());
  EXPECT_EQ(around.count.dead, 0u);
}

TEST_F(Custodian, buries_nothing_while_the_engine_stops) {
  make({{.paused = true, .hold = 1s}});
  store.unclaimed = {"l0"};
  start();
  store.overdue["l0"] = waiting(1);
  around.now = phase::draining;

  pass(10s);

  EXPECT_TRUE(buried().empty());
}

} // namespace
} // namespace fanfare::test
