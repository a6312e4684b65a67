#include "messages/quote.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

TEST(Quoted, shows_plain_text_as_it_is) {
  EXPECT_EQ(quoted("repo.sync"), "'repo.sync'");
  EXPECT_EQ(quoted(""), "''");
  EXPECT_EQ(quoted(std::string{"zażółć 😀"}), "'zażółć 😀'");
}

TEST(Quoted, replaces_what_steers_a_terminal_or_is_no_text) {
  EXPECT_EQ(quoted("a\x1b[31m\r\n\t\x7f"), "'a?[31m?"
                                           "?"
                                           "?"
                                           "?'");
  EXPECT_EQ(quoted(std::string_view{"a\0b", 3}), "'a?b'");
  EXPECT_EQ(quoted("a\xff\xc3"), "'a?"
                                 "?'");
  EXPECT_EQ(quoted("a\xc2\x9b"
                   "1m"),
            "'a?1m'");
  EXPECT_EQ(quoted("a\xe2\x80\xae"
                   "b\xe2\x80\xa8\xe2\x81\xa6"),
            "'a?b?"
            "?'");
}

TEST(Quoted, cuts_what_is_too_long_at_a_character) {
  EXPECT_EQ(quoted("abcdef", 6), "'abcdef'");
  EXPECT_EQ(quoted("abcdefg", 6), "'abcdef…'");
  EXPECT_EQ(quoted("abcdeé", 6), "'abcde…'");
  EXPECT_EQ(quoted(std::string(100'000, 'x')), "'" + std::string(60, 'x') + "…'");
}

} // namespace
} // namespace fanfare
