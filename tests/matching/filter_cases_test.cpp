#include "matching/filter_match.hpp"
#include "messages/json_text.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

// tests/data/filter_cases.jsonl: what the filter language means, pair by pair;
// filter_quirks.jsonl: where event-ruler does not do what it means.

namespace fanfare::test {
namespace {

struct filter_case {
  std::string pattern;
  std::string event;
  bool matches = false;
  std::string note;
};

std::vector<filter_case> cases_of(const std::string& file, std::string_view expectation) {
  std::ifstream in{FANFARE_SOURCE_DIR "/tests/data/" + file};
  std::vector<filter_case> cases;
  for (std::string line; std::getline(in, line);)
    cases.push_back(
        {std::string{*member_text(line, "pattern")}, std::string{*member_text(line, "event")},
         member_text(line, expectation) == "true", string_value(*member_text(line, "note"))});
  return cases;
}

void expect_as_the_file_says(const std::vector<filter_case>& cases) {
  for (const auto& each : cases) {
    const auto made = compile_filter(each.pattern);
    ASSERT_TRUE(made) << each.pattern << ": " << made.error().detail;
    EXPECT_EQ(matches(*made, each.event), each.matches)
        << each.note << ": " << each.pattern << " <- " << each.event;
  }
}

TEST(FilterCases, mean_what_the_language_says) {
  const auto cases = cases_of("filter_cases.jsonl", "match");
  ASSERT_EQ(cases.size(), 404u);
  expect_as_the_file_says(cases);
}

TEST(FilterCases, do_not_imitate_defects_of_event_ruler) {
  const auto cases = cases_of("filter_quirks.jsonl", "expected_by_model");
  ASSERT_EQ(cases.size(), 11u);
  expect_as_the_file_says(cases);
}

TEST(FilterCases, take_no_event_that_is_no_object) {
  const auto any = compile_filter(R"({"a":[{"exists":false}]})");
  ASSERT_TRUE(any);

  EXPECT_TRUE(matches(*any, "{}"));
  for (const auto* event : {"[]", "1", "\"a\"", "", "{", "null", R"({"a":1)"})
    EXPECT_FALSE(matches(*any, event)) << event;
}

} // namespace
} // namespace fanfare::test
