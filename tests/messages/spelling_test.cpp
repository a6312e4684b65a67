#include "messages/spelling.hpp"

#include <gtest/gtest.h>

namespace fanfare {
namespace {

const std::vector<std::string_view> known{"timeout", "max_attempts", "concurrency", "first_delay",
                                          "max_delay"};

TEST(Spelling, finds_the_word_that_was_meant) {
  EXPECT_EQ(nearest("timout", known), "timeout");
  EXPECT_EQ(nearest("tiemout", known), "timeout");
  EXPECT_EQ(nearest("max_dealy", known), "max_delay");
  EXPECT_EQ(nearest("concurency", known), "concurrency");
  EXPECT_EQ(nearest("timeout", known), "timeout");
}

TEST(Spelling, finds_nothing_where_too_much_differs) {
  EXPECT_EQ(nearest("color", known), std::nullopt);
  EXPECT_EQ(nearest("", known), std::nullopt);
  EXPECT_EQ(nearest("timeout", {}), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 't'), known), std::nullopt);
}

TEST(Spelling, takes_the_first_of_equally_near_words) {
  EXPECT_EQ(nearest("cat", {"car", "cap"}), "car");
  EXPECT_EQ(nearest("cap", {"car", "cap"}), "cap");
}

TEST(Spelling, asks_only_when_it_has_a_guess) {
  EXPECT_EQ(did_you_mean("timout", known), "; did you mean 'timeout'?");
  EXPECT_EQ(did_you_mean("color", known), "");
}

} // namespace
} // namespace fanfare
