#include "messages/order_key.hpp"

#include <gtest/gtest.h>

#include <string>

namespace fanfare {
namespace {

const std::string report =
    R"({"event_type": "repo.sync.start", "payload": {"repo_id": "rhel-9", "n": 17, "on": true,)"
    R"( "tags": ["a", {"b": "c"}, 3], "a/b": {"m~n": "odd"}, "none": null, "é": "\u00e9",)"
    R"( "": "nameless", "nested": { "x" : [ 1 , 2 ] }}})";

std::string key(std::string_view ordering) {
  return order_key(ordering, "repo.sync.start", report).value_or("none");
}

TEST(OrderKey, is_the_event_type_where_that_is_asked_for) {
  EXPECT_EQ(key("event_type"), ":repo.sync.start");
}

TEST(OrderKey, is_the_value_that_a_pointer_leads_to) {
  EXPECT_EQ(key("/payload/repo_id"), ":rhel-9");
  EXPECT_EQ(key("/payload/n"), ":17");
  EXPECT_EQ(key("/payload/on"), ":true");
  EXPECT_EQ(key("/payload/none"), ":null");
  EXPECT_EQ(key("/event_type"), ":repo.sync.start");
}

TEST(OrderKey, is_found_in_arrays_and_behind_odd_names) {
  EXPECT_EQ(key("/payload/tags/0"), ":a");
  EXPECT_EQ(key("/payload/tags/1/b"), ":c");
  EXPECT_EQ(key("/payload/tags/2"), ":3");
  EXPECT_EQ(key("/payload/a~1b/m~0n"), ":odd");
  EXPECT_EQ(key("/payload/\xC3\xA9"), ":\xC3\xA9");
  EXPECT_EQ(key("/payload/"), ":nameless");
}

TEST(OrderKey, is_an_object_or_array_without_its_white_space) {
  EXPECT_EQ(key("/payload/nested"), R"(:{"x":[1,2]})");
}

TEST(OrderKey, is_nothing_where_there_is_no_value) {
  for (const auto* nowhere :
       {"/payload/missing", "/payload/repo_id/deeper", "/payload/tags/3", "/payload/tags/01",
        "/payload/tags/-", "/payload/tags/x", "/payload/n/0", "/missing/missing"})
    EXPECT_EQ(key(nowhere), "none") << nowhere;
}

TEST(OrderKey, does_not_take_a_word_for_what_is_not_there) {
  EXPECT_NE(order_key("/a", "t", R"({"a":""})"), order_key("/a", "t", R"({"a":"x"})"));
  EXPECT_EQ(order_key("/a", "t", R"({"a":""})"), ":");
  EXPECT_EQ(order_key("/a", "t", R"({"b":""})"), std::nullopt);
}

TEST(OrderKey, is_short_whatever_the_value_is) {
  const auto long_one = order_key("/a", "t", R"({"a":")" + std::string(1'000'000, 'x') + R"("})");
  const auto other = order_key("/a", "t", R"({"a":")" + std::string(999'999, 'x') + R"(y"})");

  EXPECT_LT(long_one.value().size(), 64u);
  EXPECT_NE(long_one, other);
  EXPECT_EQ(order_key("/a", "t", R"({"a":")" + std::string(64, 'x') + R"("})").value().size(), 65u);
  EXPECT_NE(order_key("/a", "t", R"({"a":"#1/2"})"), order_key("/a", "t", R"({"a":"1/2"})"));
}

TEST(OrderKey, does_not_stumble_over_arrays_that_are_empty) {
  EXPECT_EQ(order_key("/a/0", "t", R"({"a":[]})"), std::nullopt);
  EXPECT_EQ(order_key("/a/0", "t", R"({"a":[ ]})"), std::nullopt);
  EXPECT_EQ(order_key("/a/1", "t", R"({"a":[ "x" , "y" ]})"), ":y");
}

} // namespace
} // namespace fanfare
