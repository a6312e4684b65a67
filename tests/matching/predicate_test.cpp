#include "matching/decimal_number.hpp"
#include "matching/folded_text.hpp"
#include "matching/ip_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare::test {
namespace {

TEST(ExactDouble, is_that_of_numbers_that_come_back_as_they_were) {
  const std::pair<const char*, double> numbers[] = {
      {"0", 0},
      {"-0", 0},
      {"0.000", 0},
      {"0e999", 0},
      {"0E9223372036854775807", 0},
      {"-0.00e-9223372036854775808", 0},
      {"0e99999999999999999999", 0},
      {"300", 300},
      {"3e2", 300},
      {"300.0000000000000000000000", 300},
      {"0.1", 0.1},
      {"-1.5", -1.5},
      {"1E-7", 1e-7},
      {"5e-324", 5e-324},
      {"1.7976931348623157e308", 1.7976931348623157e308},
      {"9007199254740992", 9007199254740992.0},
      {"0.30000000000000004", 0.1 + 0.2}};
  for (const auto& [text, value] : numbers)
    EXPECT_EQ(exact_double(text), value) << text;
}

TEST(ExactDouble, is_none_of_numbers_that_would_be_rounded) {
  for (const auto* text :
       {"9007199254740993", "0.1234567890123456789", "300.0000000000000001", "1e400", "-1e400",
        "4e-324", "1e-400", "12345678901234567891", "0.3000000000000000400001",
        "1.5e-9223372036854775808", "1e9223372036854775807"})
    EXPECT_EQ(exact_double(text), std::nullopt) << text;
}

TEST(IpAddress, is_the_same_in_every_spelling) {
  EXPECT_EQ(parse_address("10.0.0.1"), parse_address("010.000.0.01"));
  EXPECT_EQ(parse_address("::1"), parse_address("0:0:0:0:0:0:0:1"));
  EXPECT_EQ(parse_address("2001:DB8::"), parse_address("2001:db8:0::0"));
  EXPECT_EQ(parse_address("::ffff:1.2.3.4"), parse_address("::ffff:102:304"));
  EXPECT_NE(parse_address("::1"), parse_address("0.0.0.1"));
}

TEST(IpAddress, is_nothing_that_only_looks_like_one) {
  using namespace std::string_literals;
  for (const auto& text :
       {""s,       "1"s,      "1.2.3"s,    "1.2.3.4.5"s, "1.2.3.256"s, "1.2.3.0004"s,
        "1.2.3."s, ".1.2.3"s, "1.2.3.4 "s, "1.2.3.-4"s,  "1.2.3.+4"s,  "1.2.3.4/8"s,
        ":"s,      ":::"s,    "1::2::3"s,  "::1%lo"s,    "[::1]"s,     "::12345"s,
        "::1\0"s,  "a:b"s,    "1.2.3.4\0"s})
    EXPECT_EQ(parse_address(text), std::nullopt) << text;
}

TEST(Network, has_the_addresses_that_share_its_bits) {
  const network odd{*parse_address("10.1.130.9"), 23};
  EXPECT_TRUE(odd.contains(*parse_address("10.1.131.255")));
  EXPECT_TRUE(odd.contains(*parse_address("10.1.130.0")));
  EXPECT_FALSE(odd.contains(*parse_address("10.1.132.0")));
  EXPECT_FALSE(odd.contains(*parse_address("::1")));
  const network all{*parse_address("::"), 0};
  EXPECT_TRUE(all.contains(*parse_address("ffff::")));
  EXPECT_FALSE(all.contains(*parse_address("10.0.0.1")));
}

/// Returns the UTF-8 of a character of the basic plane.
std::string utf8(unsigned code) {
  const auto byte = [](unsigned bits) { return static_cast<char>(bits); };
  if (code < 0x80)
    return {byte(code)};
  if (code < 0x800)
    return {byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F))};
  return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
}

TEST(FoldedText, takes_every_letter_as_it_is_or_in_its_other_case) {
  for (unsigned code = 1; code < 0x10000; ++code) {
    if (code >= 0xD800 && code < 0xE000)
      continue;
    const auto letter = utf8(code);
    const folded_text folded{letter};
    // Titlecase digraphs are neither upper nor lower case.
    const bool titlecase = code == 0x1C5 || code == 0x1C8 || code == 0x1CB || code == 0x1F2;
    const bool greek_titlecase = code >= 0x1F88 && code <= 0x1FFC;
    if (!titlecase && !greek_titlecase) {
      EXPECT_TRUE(folded.is_all_of(letter)) << std::hex << code;
    }
    EXPECT_EQ(folded.begins(letter), folded.is_all_of(letter)) << std::hex << code;
    EXPECT_EQ(folded.ends(letter), folded.is_all_of(letter)) << std::hex << code;
    EXPECT_EQ(folded.begins(letter + "x"), folded.is_all_of(letter)) << std::hex << code;
    EXPECT_EQ(folded.ends("x" + letter), folded.is_all_of(letter)) << std::hex << code;
  }
}

TEST(FoldedText, lets_the_letter_of_the_pattern_decide) {
  EXPECT_TRUE(folded_text{"straße"}.is_all_of("STRASSE"));
  EXPECT_FALSE(folded_text{"STRASSE"}.is_all_of("straße"));
  EXPECT_TRUE(folded_text{"ı"}.is_all_of("I"));
  EXPECT_FALSE(folded_text{"I"}.is_all_of("ı"));
  EXPECT_TRUE(folded_text{"ß"}.ends("FLOSS"));
  EXPECT_FALSE(folded_text{"𐐀"}.is_all_of("𐐨"));
  EXPECT_TRUE(folded_text{""}.is_all_of(""));
  EXPECT_FALSE(folded_text{""}.is_all_of("a"));
  EXPECT_FALSE(folded_text{"ab"}.is_all_of("a"));
}

} // namespace
} // namespace fanfare::test
