#include "tests/actors/chronicler_fixture.hpp"

// Who is told what of listeners.

namespace fanfare::test {
namespace {

using namespace std::chrono_literals;
using kind = listener_event::kind;
using kinds = std::vector<kind>;

class ChroniclerNews : public disabling_test {};

TEST_F(ChroniclerNews, tells_of_five_failures_in_a_row_once_and_of_the_success_after_them) {
  start();
  fail_times("l0", 4);
  EXPECT_EQ(told_kinds(), kinds{});

  fail_times("l0", 10);
  const auto news = told();
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].what, kind::failing);
  EXPECT_EQ(news[0].failures, 5u);
  EXPECT_EQ(news[0].last_error, "503");
  EXPECT_EQ(news[0].failing_since, today);

  const auto since = today;
  pass(1h);
  succeed("l0");
  succeed("l0");
  const auto after = told();
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(after[0].what, kind::recovered);
  EXPECT_EQ(after[0].failing_since, since);
}

TEST_F(ChroniclerNews, does_not_tell_of_a_few_failures) {
  start();

  fail_times("l0", 4);
  succeed("l0");

  EXPECT_EQ(told_kinds(), kinds{});
}

TEST_F(ChroniclerNews, tells_nothing_because_of_events_of_its_own) {
  start();

  for (int i = 0; i < 20; ++i)
    desk.notes.push({{"l0", "503", false, true}});
  time.run();
  EXPECT_EQ(told_kinds(), kinds{});
  EXPECT_EQ(desk.known.at("l0").state.consecutive_failures, 20u);

  fail("l0");
  EXPECT_EQ(told_kinds(), kinds{kind::failing}) << "that was a producer's";

  desk.notes.push({{"l0", std::nullopt, false, true}});
  time.run();
  EXPECT_EQ(told_kinds(), kinds{});
  succeed("l0");
  EXPECT_EQ(told_kinds(), kinds{kind::recovered});
}

TEST_F(ChroniclerNews, passes_on_who_died) {
  start();

  desk.deaths.push({{"l0", "12 attempts failed", "503", "0123", 3}});
  time.run();

  const auto news = told();
  ASSERT_EQ(news.size(), 1u);
  EXPECT_EQ(news[0].what, kind::dead_letter);
  EXPECT_EQ(news[0].listener_name, "ops-l0");
  EXPECT_EQ(news[0].reason, "12 attempts failed");
  EXPECT_EQ(news[0].last_error, "503");
  EXPECT_EQ(news[0].event_id, "0123");
  EXPECT_EQ(news[0].count, 3u);
}

} // namespace
} // namespace fanfare::test
