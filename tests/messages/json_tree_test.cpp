#include "messages/json_tree.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace fanfare {
namespace {

using kind = json_node::kind;

/// What a tree says of a value, so that it can be held against what is expected.
std::string described(const json_node& value) {
  std::string text;
  switch (value.what()) {
  case kind::object:
    for (const auto& each : value.children())
      text += "<" + std::string{each.key()} + ">" + described(each);
    return "{" + text + "}";
  case kind::array:
    for (const auto& each : value.children())
      text += described(each) + ";";
    return "[" + text + "]";
  case kind::string:
    return "'" + std::string{value.text()} + "'";
  default:
    return std::string{value.text()};
  }
}

TEST(JsonTree, takes_every_kind_of_value_apart) {
  const std::vector<std::pair<std::string, std::string>> table{
      {"null", "null"},
      {" true ", "true"},
      {"\n\tfalse", "false"},
      {"-0.10e+5", "-0.10e+5"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {R"("")", "''"},
      {R"("a\"\\b\u00e9")", "'a\"\\bé'"},
      {"[]", "[]"},
      {"{}", "{}"},
      {" { } ", "{}"},
      {"[[],[[]],{}]", "[[];[[];];{};]"},
      {R"([1,"two",null,true])", "[1;'two';null;true;]"},
      {R"({"a":{"b":[1,{"c":2}]},"d":3})", "{<a>{<b>[1;{<c>2};]}<d>3}"},
      {R"( { "a" : [ 1 , 2 ] , "b" : "x" } )", "{<a>[1;2;]<b>'x'}"},
      {R"({"":1,"a.b":2,"\n":3})", "{<>1<a.b>2<\n>3}"},
      {R"({"a":1,"a":2})", "{<a>1<a>2}"},
  };
  for (const auto& [text, expected] : table)
    EXPECT_EQ(described(json_tree{text}.root()), expected) << text;
}

TEST(JsonTree, keeps_strings_with_escapes_apart_from_each_other) {
  std::string text = "[";
  for (int i = 0; i < 1'000; ++i)
    text += (i == 0 ? "\"\\t" : ",\"\\t") + std::to_string(i) + "\"";
  text += "]";
  const json_tree tree{text};

  int next = 0;
  for (const auto& each : tree.root().children())
    EXPECT_EQ(each.text(), "\t" + std::to_string(next++));
  EXPECT_EQ(next, 1'000);
}

TEST(JsonTree, finds_the_last_member_with_a_key) {
  const json_tree tree{R"({"a":1,"b":{"a":2},"a":3})"};

  ASSERT_NE(tree.root().member("a"), nullptr);
  EXPECT_EQ(tree.root().member("a")->text(), "3");
  EXPECT_EQ(tree.root().member("b")->member("a")->text(), "2");
  EXPECT_EQ(tree.root().member("c"), nullptr);
  EXPECT_EQ(tree.root().member("a")->member("a"), nullptr) << "a number has no members";
}

TEST(JsonTree, knows_how_each_value_was_written) {
  const json_tree tree{R"({"a": [1,  2], "b": "\u0041" })"};

  EXPECT_EQ(tree.root().member("a")->source(), "[1,  2]");
  EXPECT_EQ(tree.root().member("b")->source(), R"("\u0041")");
  EXPECT_EQ(tree.root().member("a")->size(), 2u);
}

TEST(JsonTree, takes_what_is_no_array_for_a_list_of_itself) {
  const json_tree tree{R"({"one":{"x":[1,2]},"some":[1,2]})"};

  const auto of = [&tree](const char* key) {
    std::string all;
    for (const auto& each : tree.root().member(key)->as_list())
      all += described(each);
    return all;
  };
  EXPECT_EQ(of("one"), "{<x>[1;2;]}");
  EXPECT_EQ(of("some"), "12");
}

} // namespace
} // namespace fanfare
