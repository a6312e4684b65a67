#include "matching/filter_match.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace fanfare {
namespace {

bool takes(std::string_view asked, std::string_view event) {
  const auto compiled = compile_filter(asked);
  EXPECT_TRUE(compiled) << compiled.error().detail;
  return compiled && matches(*compiled, event);
}

/// `{"x":{"a":[{"c0":1},{"c1":1},…],"a":[…],…}}`: each array may serve one of the fields.
std::string repeated_arrays(std::size_t arrays, std::size_t fields) {
  std::string array;
  for (std::size_t i = 0; i < fields; ++i)
    array += (i == 0 ? R"({"c)" : R"(,{"c)") + std::to_string(i) + R"(":1})";
  std::string event;
  for (std::size_t i = 0; i < arrays; ++i)
    event += (i == 0 ? R"("a":[)" : R"(,"a":[)") + array + "]";
  return R"({"x":{)" + event + "}}";
}

/// Asks for one more field than `arrays` arrays can serve, or for as many.
std::string fields_of_arrays(std::size_t fields) {
  std::string asked;
  for (std::size_t i = 0; i < fields; ++i)
    asked += (i == 0 ? R"("c)" : R"(,"c)") + std::to_string(i) + R"(":[1])";
  return R"({"x":{"a":{)" + asked + "}}}";
}

TEST(FilterCorners, what_is_taken_decides_what_is_absent_beside_it) {
  EXPECT_TRUE(takes(R"({"x":{"a":[{"exists":true}],"b":[{"exists":false}]}})",
                    R"({"x":{"a":1},"x":[{"a":1},{"b":1}]})"));
  EXPECT_FALSE(takes(R"({"x":{"a":[{"exists":true}],"b":[{"exists":false}]}})",
                     R"({"x":{"a":1},"x":[{"a":1,"b":1}]})"));
}

TEST(FilterCorners, an_empty_key_at_the_top_counts_for_nothing) {
  EXPECT_FALSE(takes(R"({".a":["x"]})", R"({"":{"a":"x"}})"));
  EXPECT_TRUE(takes(R"({"a":["x"],".b":["y"]})", R"({"":{"a":"x"},".b":"y"})"));
}

/// Without a bound it would take days.
TEST(FilterCorners, a_search_among_many_arrays_of_one_key_is_given_up) {
  EXPECT_TRUE(takes(fields_of_arrays(16), repeated_arrays(16, 16)));
  EXPECT_FALSE(takes(fields_of_arrays(17), repeated_arrays(16, 17)));
}

TEST(FilterCorners, alternatives_that_multiply_to_too_many_clauses_are_refused) {
  std::string asked = R"({"$or":[)";
  for (int i = 0; i < 500; ++i)
    asked += (i == 0 ? R"({"k":[)" : R"(,{"k":[)") + std::to_string(i) + "]}";
  asked += "]";
  for (int i = 0; i < 200; ++i)
    asked += R"(,"f)" + std::to_string(i) + R"(":[1])";

  const auto compiled = compile_filter(asked + "}");

  ASSERT_FALSE(compiled);
  EXPECT_NE(compiled.error().detail.find("make several listeners of it"), std::string::npos)
      << compiled.error().detail;
}

} // namespace
} // namespace fanfare
