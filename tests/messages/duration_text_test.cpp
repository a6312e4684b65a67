#include "messages/duration_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

using namespace std::chrono_literals;

TEST(DurationText, is_read_and_written_in_the_largest_exact_unit) {
  struct {
    std::string text;
    std::chrono::milliseconds value;
  } const table[] = {{"250ms", 250ms}, {"15s", 15s}, {"5m", 5min},
                     {"6h", 6h},       {"3d", 72h},  {"1500ms", 1500ms}};

  for (const auto& [text, value] : table) {
    auto read = duration_from_text(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, value);
    EXPECT_EQ(to_text(value), text);
  }
}

TEST(DurationText, is_written_shorter_than_it_was_read) {
  EXPECT_EQ(to_text(60'000ms), "1m");
  EXPECT_EQ(to_text(90min), "90m");
  EXPECT_EQ(to_text(24h), "1d");
  EXPECT_EQ(to_text(0ms), "0s");
}

TEST(DurationText, is_refused_with_the_forms_it_can_have) {
  for (std::string_view bad :
       {"", "15", "s", "-1s", "-0s", "+1s", " 1s", "1s ", "1 s", "1.5s", "1S", "1w", "1m30s",
        "99999999999999999999s", "9223372036854775807s", "0x1s"}) {
    auto read = duration_from_text(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, errc::invalid_options);
    EXPECT_NE(read.error().detail.find("250ms, 15s, 5m, 6h or 3d"), std::string::npos);
  }
}

} // namespace
} // namespace fanfare
