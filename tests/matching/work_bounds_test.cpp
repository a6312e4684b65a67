#include "tests/matching/work.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

// How much work an event can make that somebody wrote to make much of it. What
// grows with the event is measured at two sizes: a test fails where it grows with
// the square.

namespace fanfare::test {
namespace {

/// In proportion would be 8, with the square 64.
constexpr std::size_t factor = 8;
constexpr double most_growth = 24;

std::string text(const char* name, std::size_t number) {
  return '"' + std::string{name} + std::to_string(number) + '"';
}

TEST(WorkBounds, hold_for_long_arrays_in_both_fields_of_a_pair) {
  std::vector<std::string> filters;
  for (std::size_t i = 0; i < 100; ++i)
    filters.push_back(R"({"a":[)" + text("x", i % 10) + R"(],"b":[)" + text("y", i / 10) +
                      R"(],"c":["another"]})");
  const auto cost = [&filters](std::size_t size) {
    const auto list = [size](const char* name) {
      return json_list(size, [name](std::size_t i) { return text(name, i); });
    };
    return matching_ms(filters, R"({"a":)" + list("x") + R"(,"b":)" + list("y") + R"(,"c":"one"})");
  };

  EXPECT_LT(growth(cost, 1'250, factor), most_growth);
}

/// Objects of which each lacks one of six members, so that it nearly matches.
std::string nearly(std::size_t size, const char* name, const std::string& more = "") {
  constexpr std::size_t members = 6;
  return json_list(size, [name, &more](std::size_t i) {
    std::string made = "{";
    for (std::size_t k = 0; k < members; ++k)
      made += text(name, k) + (i % members == k ? ":0," : ":1,");
    return made + R"("last":1)" + more + "}";
  });
}

std::string six_clauses(const char* name) {
  std::string made;
  for (std::size_t k = 0; k < 6; ++k)
    made += (k == 0 ? "" : ",") + text(name, k) + ":[1]";
  return made;
}

TEST(WorkBounds, hold_for_many_clauses_on_nested_arrays_that_nearly_match) {
  const auto asked =
      R"({"a":{)" + six_clauses("x") + R"(,"last":[1],"b":{)" + six_clauses("y") + "}}}";
  const auto cost = [&asked](std::size_t values) {
    const auto inner = R"(,"b":)" + nearly(values / 50, "y");
    return matching_ms({asked}, R"({"a":)" + nearly(50, "x", inner) + "}");
  };

  EXPECT_LT(growth(cost, 500, factor), most_growth);
}

TEST(WorkBounds, hold_for_many_arrays_beside_each_other) {
  const auto cost = [](std::size_t size) {
    std::string asked;
    std::string event;
    for (std::size_t k = 0; k < 12; ++k) {
      const auto key = (k == 0 ? "" : ",") + text("k", 10 + k);
      const bool last = k == 11;
      asked += key + R"(:{"y":[1],"z":[1]})";
      event += key + ":" + json_list(size, [last](std::size_t i) {
                 return std::string{R"({"y":)"} + (i % 2 == 0 ? "1" : "0") + R"(,"z":)" +
                        (i % 2 == (last ? 1 : 0) ? "1}" : "0}");
               });
    }
    return matching_ms({R"({"a":{)" + asked + "}}"}, R"({"a":{)" + event + "}}");
  };

  EXPECT_LT(growth(cost, 100, factor), most_growth);
}

TEST(WorkBounds, hold_for_absence_in_long_arrays) {
  const auto cost = [](std::size_t size) {
    return matching_ms({R"({"a":{"x":[1],"y":[{"exists":false}],"z":[2]}})"},
                       R"({"a":)" + json_list(size, [](std::size_t i) {
                         return std::string{R"({"x":1,"z":1)"} + (i % 2 == 0 ? R"(,"y":1})" : "}");
                       }) + "}");
  };

  EXPECT_LT(growth(cost, 2'000, factor), most_growth);
}

TEST(WorkBounds, hold_for_a_case_that_nearly_fits_a_long_text) {
  const auto repeated = [](std::size_t count) {
    std::string made;
    for (std::size_t i = 0; i < count; ++i)
      made += "ß";
    return made;
  };
  for (const auto* side : {"prefix", "suffix"}) {
    const auto cost = [&](std::size_t size) {
      const auto by =
          std::string{R"({"a":[{")"} + side + R"(":{"equals-ignore-case":")" + repeated(size / 10);
      return matching_ms({by + R"(x"}}]})"}, R"({"a":")" + repeated(size) + R"("})");
    };

    EXPECT_LT(growth(cost, 10'000, factor), most_growth) << side;
  }
}

} // namespace
} // namespace fanfare::test
