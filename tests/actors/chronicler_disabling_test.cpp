#include "tests/actors/chronicler_fixture.hpp"

// Who is given up.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using kind = listener_event::kind;
using kinds = std::vector<kind>;

class ChroniclerDisabling : public disabling_test {};

// -- gone -----------------------------------------------------------------------

TEST_F(ChroniclerDisabling, disables_at_once_whose_receiver_is_gone_and_nobody_else) {
  start();

  be_gone("l0");

  EXPECT_FALSE(is_enabled("l0"));
  EXPECT_FALSE(store.kept.at("l0").claimable);
  EXPECT_TRUE(is_enabled("l1"));
  const auto then = today;
  pass(1s); // one write a second
  const auto state = written("l0");
  EXPECT_EQ(state.disabled_by, "fanfare");
  EXPECT_EQ(state.disabled_because,
            "its receiver is gone for ever: POST https://e.org/ -> 410 Gone");
  EXPECT_EQ(state.disabled_at, then);
  EXPECT_EQ(logged("listener l0 was disabled by fanfare: its receiver is gone"), 1);
}

TEST_F(ChroniclerDisabling, tells_that_it_has_disabled_one_and_why) {
  start();

  be_gone("l0");

  const auto news = told();
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].what, kind::disabled);
  EXPECT_EQ(news[0].listener_id, "l0");
  EXPECT_EQ(news[0].listener_name, "ops-l0");
  EXPECT_EQ(news[0].reason, "its receiver is gone for ever: POST https://e.org/ -> 410 Gone");
}

TEST_F(ChroniclerDisabling, keeps_everything_else_of_the_listener) {
  store.kept["l0"].json = R"({"id":"l0","notifier_type_id":"http","enabled":true,"paused":true,)"
                          R"("event_types":["a.*"],"filter":{"payload":{"n":[1.50]}},)"
                          R"("notifier_config":{"url":"https://e.org/"},)"
                          R"("delivery":{"timeout":"5s"}})";
  show_changes();
  start();

  be_gone("l0");

  EXPECT_EQ(store.kept["l0"].json,
            R"({"id":"l0","notifier_type_id":"http","enabled":false,"paused":true,)"
            R"("event_types":["a.*"],"filter":{"payload":{"n":[1.50]}},)"
            R"("notifier_config":{"url":"https://e.org/"},)"
            R"("delivery":{"timeout":"5s"}})");
}

TEST_F(ChroniclerDisabling, orders_it_once_however_many_attempts_say_so) {
  start();

  desk.notes.push(std::vector<health_note>(8, {"l0", "410", true}));
  time.run();
  be_gone("l0");

  EXPECT_EQ(told_kinds(), kinds{kind::disabled});
  EXPECT_EQ(store.edits.version, 2u);
}

// -- somebody else changes it -------------------------------------------------------

TEST_F(ChroniclerDisabling, looks_again_when_somebody_changed_it_in_between) {
  start();
  store.at_find = [this] {
    store.at_find = nullptr;
    store.kept["l0"].json.replace(store.kept["l0"].json.find("ops-l0"), 6, "newname");
  };

  be_gone("l0");

  EXPECT_FALSE(is_enabled("l0"));
  EXPECT_NE(store.kept["l0"].json.find("newname"), std::string::npos);
}

TEST_F(ChroniclerDisabling, leaves_one_alone_that_is_reached_in_another_way_by_now) {
  start();
  keep("l0", "https://new.example.org/");

  be_gone("l0");

  EXPECT_TRUE(is_enabled("l0"));
  EXPECT_EQ(written("l0").disabled_by, "");
  EXPECT_EQ(told_kinds(), kinds{});
}

TEST_F(ChroniclerDisabling, leaves_one_alone_that_is_disabled_broken_or_gone_by_now) {
  start();
  keep("l0", "https://e.org/", false);
  store.kept["l1"].json = "{not JSON";
  store.kept.erase("l2");

  for (const auto* id : {"l0", "l1", "l2"})
    be_gone(id);

  EXPECT_EQ(store.kept["l1"].json, "{not JSON");
  EXPECT_EQ(told_kinds(), kinds{});
  EXPECT_TRUE(desk.to_disable.empty());
}

TEST_F(ChroniclerDisabling, gives_up_for_a_while_when_others_change_it_without_end) {
  start();
  int looks = 0;
  store.at_find = [&] {
    ++looks;
    store.kept["l0"].json += ' ';
  };

  be_gone("l0");

  EXPECT_EQ(looks, 5);
  EXPECT_TRUE(has_problem("disabling of listeners: somebody else changed it"));
  store.at_find = nullptr;
  pass(1s);
  EXPECT_FALSE(is_enabled("l0"));
  EXPECT_FALSE(has_problem("disabling of listeners"));
}

TEST_F(ChroniclerDisabling, disables_when_the_store_works_again) {
  start();
  store.down = out_of_reach;
  be_gone("l0");
  EXPECT_TRUE(has_problem("disabling of listeners: the disk is full"));

  store.down.reset();
  pass(1s);

  EXPECT_FALSE(is_enabled("l0"));
  EXPECT_EQ(told_kinds(), kinds{kind::disabled});
}

// -- failing for too long -----------------------------------------------------------

TEST_F(ChroniclerDisabling, warns_at_half_at_70_and_at_90_percent_and_then_disables) {
  start();
  fail_times("l0", 20);
  take_items(crier.news);

  for (const auto hours : {59, 1, 23, 1, 23, 1, 11}) { // 59, 60, 83, 84, 107, 108, 119
    pass(std::chrono::hours{hours});
    fail("l0");
  }

  const auto news = told();
  ASSERT_EQ(news.size(), 3u);
  const std::uint32_t percents[] = {50, 70, 90};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(news[i].what, kind::disabling_soon);
    EXPECT_EQ(news[i].percent, percents[i]);
    EXPECT_EQ(*news[i].disabling_at - *news[i].failing_since, 5 * 24h);
  }
  EXPECT_EQ(logged("if that goes on it will be disabled at"), 3);
  EXPECT_TRUE(is_enabled("l0"));

  pass(1h);
  fail("l0", "POST https://e.org/ -> 503");

  EXPECT_FALSE(is_enabled("l0"));
  EXPECT_EQ(told_kinds(), kinds{kind::disabled});
  pass(1s);
  EXPECT_NE(written("l0").disabled_because.find("in 28 attempts without one success"),
            std::string::npos)
      << written("l0").disabled_because;
}

TEST_F(ChroniclerDisabling, disables_nobody_after_few_attempts_or_who_had_a_success) {
  start();
  fail("l0");
  fail_times("l1", 30);
  pass(5 * 24h);

  fail_times("l0", 18);
  succeed("l1");
  fail("l1");

  EXPECT_TRUE(is_enabled("l0")) << "19 attempts";
  EXPECT_TRUE(is_enabled("l1"));
  fail("l0");
  EXPECT_FALSE(is_enabled("l0"));
}

TEST_F(ChroniclerDisabling, never_disables_with_a_patience_of_0) {
  auto endless = std::make_shared<ready_listener>(*as_kept("l0"));
  endless->pace.disable_after = 0s;
  listeners_now.store(an_index(2, {endless}));
  start();

  fail_times("l0", 30);
  pass(365 * 24h);
  fail_times("l0", 30);

  EXPECT_TRUE(is_enabled("l0"));
  EXPECT_EQ(told_kinds(), kinds{kind::failing});
}

TEST_F(ChroniclerDisabling, goes_on_after_a_restart_where_it_was) {
  store.states_before = {{.listener_id = "l0",
                          .failing_since = today - 100h,
                          .last_error_at = today,
                          .last_error = "503",
                          .consecutive_failures = 50,
                          .failing_told = true,
                          .disabling_told = 70}};
  start();

  fail("l0");
  EXPECT_EQ(told_kinds(), kinds{}) << "70 % were told before";
  pass(8h);
  fail("l0");
  EXPECT_EQ(told_kinds(), kinds{kind::disabling_soon});
  pass(12h);
  fail("l0");

  EXPECT_FALSE(is_enabled("l0"));
}

// -- enabled again ------------------------------------------------------------------

TEST_F(ChroniclerDisabling, begins_anew_with_one_that_was_enabled_again) {
  start();
  fail_times("l0", 40);
  pass(5 * 24h);
  fail("l0");
  ASSERT_FALSE(is_enabled("l0"));
  show_changes();
  keep("l0");
  ++store.edits.version;
  show_changes();

  pass(1s);
  fail("l0");
  pass(1s);

  EXPECT_TRUE(is_enabled("l0"));
  const auto state = written("l0");
  EXPECT_EQ(state.disabled_by, "");
  EXPECT_EQ(state.consecutive_failures, 1u);
  EXPECT_EQ(state.failing_since, today - 1s);
}

TEST_F(ChroniclerDisabling, takes_one_that_is_not_yet_shown_as_disabled_for_disabled) {
  start();
  be_gone("l0");

  // Others were under way when it was disabled, and the librarian has not looked.
  desk.notes.push({{"l0", "410", true}});
  time.run();
  succeed("l0");
  pass(1s);

  EXPECT_EQ(written("l0").disabled_by, "fanfare");
  EXPECT_EQ(told_kinds(), kinds{kind::disabled});
}

TEST_F(ChroniclerDisabling, begins_anew_with_one_that_was_enabled_while_no_node_ran) {
  store.states_before = {{.listener_id = "l0",
                          .failing_since = today - 200h,
                          .consecutive_failures = 50,
                          .disabled_by = "fanfare",
                          .disabled_because = "410",
                          .disabled_at = today - 1h}};
  start();

  fail("l0");

  EXPECT_TRUE(is_enabled("l0"));
  EXPECT_EQ(written("l0").consecutive_failures, 1u);
  EXPECT_EQ(written("l0").disabled_by, "");
}

} // namespace
} // namespace fanfare::test
