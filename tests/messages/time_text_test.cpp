#include "fanfare/time_text.hpp"

#include <gtest/gtest.h>

namespace fanfare::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

system_clock::time_point at(std::int64_t ms) { return system_clock::time_point{milliseconds{ms}}; }

TEST(TimeText, is_utc_with_three_digits_of_a_second) {
  EXPECT_EQ(time_text(at(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(time_text(at(1'700'000'000'042)), "2023-11-14T22:13:20.042Z");
  EXPECT_EQ(time_text(at(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(TimeText, is_read_back) {
  for (std::int64_t ms : {0LL, 1'700'000'000'042LL, 1'709'164'800'000LL, -1LL}) {
    const auto read = time_from_text(time_text(at(ms)));
    ASSERT_TRUE(read) << ms;
    EXPECT_EQ(*read, at(ms));
  }
}

TEST(TimeText, is_read_with_any_number_of_digits_behind_the_second) {
  EXPECT_EQ(*time_from_text("1970-01-01T00:00:01Z"), at(1000));
  EXPECT_EQ(*time_from_text("1970-01-01T00:00:01.5Z"), at(1500));
  EXPECT_EQ(*time_from_text("1970-01-01T00:00:01.123456789123456789Z"), at(1123));
}

TEST(TimeText, that_is_none_is_refused_with_the_form) {
  for (const auto* text :
       {"", "now", "2026-01-31", "2026-01-31T23:59:59", "2026-01-31 23:59:59Z",
        "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.xZ", "2026-01-01T00:00:00+01:00",
        "2026-01-01T00:00:00Z ", "-026-01-01T00:00:00Z"}) {
    const auto read = time_from_text(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, errc::invalid_options);
    EXPECT_NE(read.error().detail.find("2026-01-31T23:59:59Z"), std::string::npos);
  }
}

} // namespace
} // namespace fanfare::test
