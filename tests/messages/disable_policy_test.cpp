#include "messages/disable_policy.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

constexpr auto day = 24h;

TEST(DisablePolicy, counts_marks_of_five_days) {
  const delivery_options pace;
  struct {
    std::chrono::milliseconds failing_for;
    std::uint32_t mark;
  } const table[] = {{0ms, 0},       {60h - 1ms, 0},   {60h, 50},  {84h - 1ms, 50},
                     {84h, 70},      {108h - 1ms, 70}, {108h, 90}, {5 * day - 1ms, 90},
                     {5 * day, 100}, {50 * day, 100},  {-1h, 0}};

  for (const auto& [failing_for, mark] : table)
    EXPECT_EQ(disabling_mark(failing_for, 1'000, pace), mark) << failing_for.count();
}

TEST(DisablePolicy, disables_nobody_who_has_failed_in_few_attempts) {
  const delivery_options pace;

  EXPECT_EQ(disabling_mark(50 * day, 19, pace), 90u);
  EXPECT_EQ(disabling_mark(50 * day, 20, pace), 100u);
  EXPECT_EQ(disabling_mark(3 * day, 1, pace), 50u) << "the warning comes all the same";
}

TEST(DisablePolicy, is_off_with_0) {
  delivery_options pace;
  pace.disable_after = 0ms;

  EXPECT_EQ(disabling_mark(1'000 * day, 1'000'000, pace), 0u);
}

TEST(DisablePolicy, goes_by_what_the_listener_says) {
  delivery_options pace;
  pace.disable_after = 10s;

  EXPECT_EQ(disabling_mark(5s, 20, pace), 50u);
  EXPECT_EQ(disabling_mark(10s, 20, pace), 100u);
}

} // namespace
} // namespace fanfare
