#include "messages/json_escapes.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {
namespace {

std::optional<std::string> unescaped(std::string_view text) {
  std::string into;
  return append_unescaped(text, into) ? std::optional{into} : std::nullopt;
}

TEST(JsonEscapes, are_replaced_by_what_they_stand_for) {
  EXPECT_EQ(unescaped(""), "");
  EXPECT_EQ(unescaped("plain"), "plain");
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(a\u0041\u00e9\u20aC\ud83d\ude00z)"),
            "aA\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z");
  EXPECT_EQ(unescaped(R"(\u0000)"), std::string_view("\0", 1));
}

TEST(JsonEscapes, that_are_none_are_refused) {
  for (const std::string_view text :
       {R"(\)", R"(\x)", R"(\u)", R"(\u12)", R"(\u12g4)", R"(\ud83d)", R"(\ud83dx)", R"(\ud83d\n)",
        R"(\ud83d\u0041)", R"(\ude00)", R"(\ud83d\ud83d)", R"(\U0041)", R"(\u 041)"})
    EXPECT_EQ(unescaped(text), std::nullopt) << text;
}

TEST(JsonEscapes, are_appended_to_what_is_there) {
  std::string into = "before ";

  EXPECT_TRUE(append_unescaped(R"(\tafter)", into));

  EXPECT_EQ(into, "before \tafter");
}

} // namespace
} // namespace fanfare
