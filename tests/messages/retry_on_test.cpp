#include "messages/retry_on.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

TEST(RetryOn, takes_statuses_and_classes) {
  for (const auto* item : {"300", "404", "410", "422", "550", "599", "3xx", "4xx", "5xx"})
    EXPECT_TRUE(check_retry_on(item)) << item;
}

TEST(RetryOn, refuses_what_is_neither_and_says_what_is_allowed) {
  for (const auto* item : {"", "4", "40", "4x", "4Xx", "xxx", "1xx", "6xx", "100", "600", "4040",
                           "4 4", "-404", "404 ", "timeout", "4x4"}) {
    const auto checked = check_retry_on(item);
    ASSERT_FALSE(checked) << item;
    EXPECT_NE(
        checked.error().detail.find(
            R"(is no status; it takes statuses from 300 to 599 and the classes "3xx", "4xx")"),
        std::string::npos)
        << checked.error().detail;
  }
  for (const auto* item : {"200", "204", "2xx"})
    EXPECT_NE(check_retry_on(item).error().detail.find("is a success"), std::string::npos) << item;
}

TEST(RetryOn, makes_retries_of_the_rejections_it_names) {
  EXPECT_EQ(with_retry_on(verdict::rejected, 404, {"404"}), verdict::retry);
  EXPECT_EQ(with_retry_on(verdict::rejected, 404, {"401", "4xx"}), verdict::retry);
  EXPECT_EQ(with_retry_on(verdict::rejected, 302, {"3xx"}), verdict::retry);
  EXPECT_EQ(with_retry_on(verdict::rejected, 550, {"5xx"}), verdict::retry) << "a mail server's";
  EXPECT_EQ(with_retry_on(verdict::rejected, 404, {"400", "5xx"}), verdict::rejected);
  EXPECT_EQ(with_retry_on(verdict::rejected, 404, {}), verdict::rejected);
  EXPECT_EQ(with_retry_on(verdict::rejected, 0, {"4xx", "3xx", "5xx"}), verdict::rejected);
}

TEST(RetryOn, takes_410_for_the_end_unless_it_is_named_itself) {
  EXPECT_EQ(with_retry_on(verdict::gone, 410, {"4xx"}), verdict::gone);
  EXPECT_EQ(with_retry_on(verdict::gone, 410, {"410"}), verdict::retry);
}

TEST(RetryOn, leaves_everything_else_as_it_is) {
  const std::vector<std::string> all{"3xx", "4xx", "5xx", "503", "410"};
  EXPECT_EQ(with_retry_on(verdict::delivered, 200, all), verdict::delivered);
  EXPECT_EQ(with_retry_on(verdict::retry, 503, all), verdict::retry);
  EXPECT_EQ(with_retry_on(verdict::retry, 503, {"404"}), verdict::retry);
  EXPECT_EQ(with_retry_on(verdict::unsent, 0, all), verdict::unsent);
}

} // namespace
} // namespace fanfare
