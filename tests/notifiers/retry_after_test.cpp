#include "notifiers/retry_after.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

/// Sun, 06 Nov 1994 08:49:37 GMT
const std::chrono::system_clock::time_point then{784'111'777s};

std::optional<milliseconds> read(std::string_view field) { return read_retry_after(field, then); }

TEST(RetryAfter, is_a_number_of_seconds) {
  EXPECT_EQ(read("7"), 7s);
  EXPECT_EQ(read("0"), 0s);
  EXPECT_EQ(read("0120"), 2min);
  EXPECT_EQ(read(" 7\t"), 7s);
}

TEST(RetryAfter, is_a_date_in_each_of_the_three_forms_of_http) {
  EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:44 GMT"), 7s);
  EXPECT_EQ(read("Sunday, 06-Nov-94 08:50:37 GMT"), 1min);
  EXPECT_EQ(read("Sun Nov  6 09:49:37 1994"), 1h);
  EXPECT_EQ(read("Tue Nov 15 08:49:37 1994"), 9 * 24h);
}

TEST(RetryAfter, counts_a_date_from_now_to_the_millisecond) {
  EXPECT_EQ(read_retry_after("Sun, 06 Nov 1994 08:49:44 GMT", then + 250ms), 6'750ms);
}

TEST(RetryAfter, is_zero_for_a_date_that_has_passed) {
  EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:37 GMT"), 0s);
  EXPECT_EQ(read("Sun, 06 Nov 1994 08:49:36 GMT"), 0s);
  EXPECT_EQ(read("Thu, 01 Jan 1970 00:00:00 GMT"), 0s);
}

TEST(RetryAfter, takes_two_digits_of_a_year_for_one_that_is_not_far_ahead) {
  EXPECT_EQ(read("Sunday, 06-Nov-44 08:49:37 GMT"), 0s) << "1944, not 2044";
  EXPECT_EQ(read_retry_after("Friday, 01-Jan-27 00:00:07 GMT",
                             std::chrono::sys_days{std::chrono::year{2027} / 1 / 1}),
            7s);
}

TEST(RetryAfter, may_be_long_and_never_overflows) {
  EXPECT_EQ(read("1000000000"), 1'000'000'000s);
  const auto longest = read("31536000000");
  EXPECT_EQ(longest, 24h * 365'000);
  EXPECT_EQ(read("9223372036854775807"), longest);
  EXPECT_EQ(read("99999999999999999999999999"), longest);
  EXPECT_EQ(read("Fri, 31 Dec 9999 23:59:59 GMT"), longest);
}

TEST(RetryAfter, is_nothing_when_it_is_garbage) {
  for (const auto* field : {"",
                            " ",
                            "-1",
                            "+7",
                            "7.5",
                            "7s",
                            "7 8",
                            "seven",
                            "0x7",
                            "1e9",
                            "tomorrow",
                            "GMT",
                            "Sun, 06 Nov 1994 08:49:44",
                            "Sun, 06 Nov 1994 08:49:44 UTC",
                            "Sun, 06 Nov 1994 08:49:44 +0000",
                            "Sun, 31 Feb 1994 08:49:44 GMT",
                            "Sun, 00 Nov 1994 08:49:44 GMT",
                            "Sun, 06 Nov 1994 24:00:00 GMT",
                            "Sun, 06 Nov 1994 08:60:00 GMT",
                            "Sun, 06 Nov 1994 08:49:61 GMT",
                            "Sun, 6 Nov 1994 08:49:44 GMT",
                            "Sun, 06 nov 1994 08:49:44 GMT",
                            "Foo, 06 Nov 1994 08:49:44 GMT",
                            "Sun, 06 Nov 1994 08:49:44 GMT ago",
                            "1994-11-06T08:49:44Z",
                            "Sun, 06 Nov 19",
                            "Sunday, 06-Nov-9"})
    EXPECT_FALSE(read(field)) << field;
}

} // namespace
} // namespace fanfare
