#include "messages/json_scan.hpp"
#include "messages/json_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>

namespace fanfare {
namespace {

std::size_t end_of_string(std::string_view text) {
  return static_cast<std::size_t>(find_string_end(text.data(), text.data() + text.size()).quote -
                                  text.data());
}

/// Where what closes the bracket at the start of `text` ends; npos: nowhere.
std::size_t end_of_brackets(std::string_view text) {
  const auto kind = text.front() == '[' ? bracket::square : bracket::curly;
  const auto* behind = behind_closing(kind, text.data() + 1, text.data() + text.size());
  return behind == nullptr ? std::string_view::npos
                           : static_cast<std::size_t>(behind - text.data());
}

TEST(JsonScan, finds_the_end_of_strings_of_every_length) {
  for (std::size_t length = 0; length < 70; ++length) {
    const auto text = std::string(length, 'x') + R"(","more")";
    EXPECT_EQ(end_of_string(text), length);
  }
}

TEST(JsonScan, is_not_deceived_by_quotes_behind_backslashes) {
  for (std::size_t length = 0; length < 70; ++length) {
    const std::string before(length, 'x');
    EXPECT_EQ(end_of_string(before + R"(\"" )"), length + 2);
    EXPECT_EQ(end_of_string(before + R"(\\"" )"), length + 2);
    EXPECT_EQ(end_of_string(before + R"(\\\"" )"), length + 4);
  }
}

TEST(JsonScan, says_that_a_string_has_escapes) {
  const std::string_view plain = R"(abc")";
  const std::string_view escaped = R"(ab\nc")";

  EXPECT_FALSE(find_string_end(plain.data(), plain.data() + plain.size()).escapes);
  EXPECT_TRUE(find_string_end(escaped.data(), escaped.data() + escaped.size()).escapes);
}

TEST(JsonScan, ends_at_the_end_of_a_string_that_is_not_closed) {
  for (const std::string_view text : {"", "abc", R"(abc\)", R"(abc\")", R"(\)"})
    EXPECT_EQ(end_of_string(text), text.size()) << text;
}

TEST(JsonScan, finds_what_closes_an_object_whatever_is_in_its_strings) {
  for (const std::string_view text :
       {R"({})", R"({"a":{}})", R"({"a":"}"})", R"({"a":"\"}"})", R"({"a":"\\"})",
        R"({"{":"{{{","[":[1,{"b":"]"}]})", R"([[],[[]],"]"])", R"(["\\\"]",[1]])"})
    EXPECT_EQ(end_of_brackets(std::string{text} + "}]"), text.size()) << text;
}

TEST(JsonScan, finds_nothing_where_nothing_closes) {
  for (const std::string_view text : {"{", "[", R"({"a":")", R"({"a":"}")", R"({"a":"}\)", "[[]"})
    EXPECT_EQ(end_of_brackets(text), std::string_view::npos) << text;
}

std::string random_string(std::mt19937& random) {
  std::string text = "\"";
  for (auto length = random() % 40; length > 0; --length) {
    const char c = R"({}"\ab)"[random() % 6];
    if (c == '"' || c == '\\')
      text += '\\';
    text += c;
  }
  return text += '"';
}

/// Returns what is behind the closing bracket; npos: there is none.
std::size_t end_found_byte_by_byte(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      at += string_length(text.substr(at));
      continue;
    }
    depth += text[at] == '{' ? 1U : 0U;
    depth -= text[at] == '}' ? 1U : 0U;
    ++at;
    if (depth == 0)
      return at;
  }
  return std::string_view::npos;
}

/// So that every character also stands at the edge of a block.
TEST(JsonScan, agrees_with_a_look_at_every_byte) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random{seed};
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "{";
    for (auto pieces = random() % 30; pieces > 0; --pieces)
      text += random() % 3 == 0 ? random_string(random)
                                : std::string(1 + random() % 3, R"({}[],1)"[random() % 6]);
    text.resize(text.size() - random() % std::min<std::size_t>(text.size(), 4));

    ASSERT_EQ(end_of_brackets(text), end_found_byte_by_byte(text)) << text;
  }
}

TEST(JsonScan, ends_a_scalar_where_json_does) {
  for (const std::string_view text : {"12,", "-1.5e3]", "true}", "null ", "7\n", "8"}) {
    const auto* behind = behind_scalar(text.data(), text.data() + text.size());
    EXPECT_EQ(static_cast<std::size_t>(behind - text.data()),
              std::min(text.find_first_of(",]} \n"), text.size()))
        << text;
  }
}

} // namespace
} // namespace fanfare
