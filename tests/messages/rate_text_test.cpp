#include "messages/rate_text.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

TEST(RateText, is_a_number_and_what_it_is_counted_by) {
  EXPECT_DOUBLE_EQ(*rate_from_text("50/s"), 50);
  EXPECT_DOUBLE_EQ(*rate_from_text("10/m"), 10.0 / 60);
  EXPECT_DOUBLE_EQ(*rate_from_text("1000/h"), 1000.0 / 3'600);
  EXPECT_DOUBLE_EQ(*rate_from_text("1/d"), 1.0 / 86'400);
  EXPECT_DOUBLE_EQ(*rate_from_text("1000000/s"), 1e6);
}

TEST(RateText, is_empty_for_no_limit) {
  EXPECT_EQ(*rate_from_text(""), 0);
  EXPECT_EQ(rate_text(0), "");
}

TEST(RateText, is_refused_with_the_forms) {
  for (const auto* text : {"50", "/s", "50/", "50/x", "50 /s", "50/s ", "+5/s", "1.5/s", "fast",
                           "50/sec", "99999999999999999999/s"}) {
    const auto read = rate_from_text(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, errc::invalid_options);
    EXPECT_NE(read.error().detail.find("as in 50/s or 10/m"), std::string::npos)
        << read.error().detail;
  }
}

TEST(RateText, is_refused_when_it_is_none_or_too_many) {
  for (const auto* text :
       {"0/s", "-5/s", "0/d", "1000001/s", "60000001/m", "9000000000000000000/d"}) {
    const auto read = rate_from_text(text);
    ASSERT_FALSE(read) << text;
    EXPECT_NE(read.error().detail.find("out of range: it takes 1/d to 1000000/s"),
              std::string::npos)
        << read.error().detail;
  }
}

TEST(RateText, is_written_as_it_was_read) {
  for (const auto* text :
       {"1/s", "50/s", "1000000/s", "10/m", "1/m", "59/m", "1000/h", "1/h", "7/h", "1/d", "100/d"})
    EXPECT_EQ(rate_text(*rate_from_text(text)), text);
  EXPECT_EQ(rate_text(*rate_from_text("60/m")), "1/s");
}

} // namespace
} // namespace fanfare
