#include "tests/actors/chronicler_fixture.hpp"

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;

class Chronicler : public chronicler_test {};

TEST_F(Chronicler, writes_the_first_failure_at_once) {
  start();

  fail("l0", "POST -> 503");

  const auto state = written("l0");
  EXPECT_EQ(state.failing_since, today);
  EXPECT_EQ(state.last_error_at, today);
  EXPECT_EQ(state.last_error, "POST -> 503");
  EXPECT_EQ(state.consecutive_failures, 1u);
  EXPECT_FALSE(state.last_success);
}

TEST_F(Chronicler, writes_at_most_once_a_second_and_then_the_sum) {
  start();
  fail("l0");
  const auto first = today;
  for (int i = 0; i < 9; ++i) {
    pass(100ms);
    fail("l0", "503 number " + std::to_string(i));
  }
  EXPECT_EQ(store.states_put.size(), 1u);

  pass(100ms);

  EXPECT_EQ(store.states_put.size(), 2u);
  EXPECT_EQ(written("l0").consecutive_failures, 10u);
  EXPECT_EQ(written("l0").failing_since, first);
  EXPECT_EQ(written("l0").last_error, "503 number 8");
}

TEST_F(Chronicler, a_success_ends_the_failing_and_keeps_the_last_error) {
  start();
  fail("l0");
  const auto failed_at = today;

  pass(10s);
  succeed("l0");

  const auto state = written("l0");
  EXPECT_FALSE(state.failing_since);
  EXPECT_EQ(state.last_success, today);
  EXPECT_EQ(state.consecutive_failures, 0u);
  EXPECT_EQ(state.last_error, "503");
  EXPECT_EQ(state.last_error_at, failed_at);
}

TEST_F(Chronicler, a_failure_after_a_success_counts_from_one) {
  start();
  fail("l0");
  pass(2s);
  succeed("l0");
  pass(2s);

  fail("l0");

  EXPECT_EQ(written("l0").consecutive_failures, 1u);
  EXPECT_EQ(written("l0").failing_since, today);
}

TEST_F(Chronicler, goes_on_from_what_the_store_holds) {
  const auto long_ago = today - 5h;
  store.states_before = {{.listener_id = "l0",
                          .failing_since = long_ago,
                          .last_error_at = long_ago,
                          .last_error = "404",
                          .consecutive_failures = 41}};
  start();

  fail("l0");

  EXPECT_EQ(written("l0").failing_since, long_ago);
  EXPECT_EQ(written("l0").consecutive_failures, 42u);
}

TEST_F(Chronicler, keeps_notes_until_the_states_have_been_loaded) {
  store.states_before = {{.listener_id = "l0", .last_error_at = today, .last_error = "404"}};
  queue.hold = true;
  start();
  succeed("l0");
  EXPECT_EQ(store.states_put.size(), 0u);

  queue.hold = false;
  queue.release();
  time.run();

  EXPECT_EQ(written("l0").last_error, "404");
  EXPECT_EQ(written("l0").last_success, today);
}

TEST_F(Chronicler, writes_nothing_while_there_is_no_news) {
  start();

  pass(1min);

  EXPECT_TRUE(store.states_put.empty());
}

TEST_F(Chronicler, writes_changes_before_refreshes_when_there_is_no_room_for_all) {
  std::vector<health_note> fine;
  constexpr auto many = chronicler::most_in_a_write + 2;
  listeners_now.store(an_index(2, listeners(many + 1)));
  for (std::size_t i = 0; i < many; ++i)
    fine.push_back({"l" + std::to_string(i), std::nullopt});
  start();

  desk.notes.push(fine);
  desk.notes.push({{"l" + std::to_string(many), "503"}});
  time.run();

  ASSERT_EQ(store.states_put.size(), 1u);
  EXPECT_EQ(store.states_put[0].size(), chronicler::most_in_a_write);
  EXPECT_EQ(store.states_put[0][0].last_error, "503");
  pass(1s);
  ASSERT_EQ(store.states_put.size(), 2u);
  EXPECT_EQ(store.states_put[1].size(), 3u);
}

TEST_F(Chronicler, remembers_only_those_that_had_an_error) {
  start();

  succeed("l0");
  fail("l1");
  pass(2s);

  EXPECT_EQ(desk.known.count("l0"), 0u);
  EXPECT_EQ(desk.known.count("l1"), 1u);
}

TEST_F(Chronicler, forgets_listeners_that_are_gone) {
  start();

  fail("nobody");

  EXPECT_TRUE(store.states_put.empty());
  EXPECT_TRUE(desk.known.empty());
}

TEST_F(Chronicler, does_not_write_before_the_last_write_has_returned) {
  start();
  queue.hold = true;
  fail("l0");
  pass(1s);

  fail("l1");
  pass(10s);

  EXPECT_EQ(queue.waiting(), 1u);
}

TEST_F(Chronicler, notes_when_a_breaker_opens_and_when_it_closes) {
  start();

  desk.breakers.push({{"l0", true}});
  time.run();
  EXPECT_EQ(written("l0").breaker_open_since, today);
  const auto opened = today;
  pass(5s);
  desk.breakers.push({{"l0", true}});
  time.run();
  EXPECT_EQ(written("l0").breaker_open_since, opened);

  desk.breakers.push({{"l0", false}});
  time.run();
  EXPECT_FALSE(written("l0").breaker_open_since);
}

TEST_F(Chronicler, takes_the_breakers_of_a_node_that_is_gone_for_closed) {
  store.states_before = {{.listener_id = "l0", .breaker_open_since = today - 1h}};

  start();

  EXPECT_FALSE(written("l0").breaker_open_since);
}

TEST_F(Chronicler, notes_since_when_deliveries_are_held) {
  start();
  desk.holds.push({{"l0", today - 5s}});
  time.run();
  EXPECT_EQ(written("l0").held_since, today - 5s);

  desk.holds.push({{"l0", std::nullopt}});
  pass(1s);
  EXPECT_FALSE(written("l0").held_since);
}

// -- when the store fails ---------------------------------------------------------

TEST_F(Chronicler, writes_again_what_the_store_did_not_take) {
  start();
  store.down = out_of_reach;
  fail("l0");
  EXPECT_TRUE(has_problem("listener states: the disk is full"));

  store.down.reset();
  pass(1s);

  EXPECT_EQ(written("l0").consecutive_failures, 1u);
  EXPECT_FALSE(has_problem("listener states"));
}

TEST_F(Chronicler, loads_again_after_a_second_when_the_store_fails) {
  store.down = out_of_reach;
  start();
  fail("l0");
  EXPECT_TRUE(has_problem("listener states: the disk is full"));

  store.down.reset();
  pass(1s);

  EXPECT_EQ(written("l0").last_error, "503");
}

TEST_F(Chronicler, does_not_wait_for_the_second_when_the_engine_stops) {
  start();
  fail("l0");
  fail("l0");
  EXPECT_EQ(store.states_put.size(), 1u);

  around.now = phase::draining;
  desk.bell.ring();
  time.run();

  EXPECT_EQ(written("l0").consecutive_failures, 2u);
}

TEST_F(Chronicler, does_not_ask_a_failing_store_without_end_when_the_engine_stops) {
  start();
  store.down = out_of_reach;
  around.now = phase::draining;

  fail("l0");
  time.run();

  EXPECT_LE(logged("listener states: the disk is full"), 1);
}

} // namespace
} // namespace fanfare::test
