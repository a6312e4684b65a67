#include "matching/filter.hpp"
#include "messages/json_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace fanfare::test {
namespace {

using testing::HasSubstr;

std::string refusal_of(std::string_view pattern) {
  const auto made = compile_filter(pattern);
  return made ? "accepted" : made.error().detail;
}

TEST(FilterRefusals, are_those_of_event_ruler) {
  std::ifstream in{FANFARE_SOURCE_DIR "/tests/data/filter_invalid.jsonl"};
  std::size_t seen = 0;
  for (std::string line; std::getline(in, line); ++seen) {
    const auto pattern = string_value(*member_text(line, "pattern_text"));
    const bool valid = member_text(line, "valid") == "true";
    const auto refusal = refusal_of(pattern);
    EXPECT_EQ(refusal == "accepted", valid) << pattern << ": " << refusal;
    EXPECT_TRUE(valid || refusal.starts_with("filter: ")) << refusal;
  }
  EXPECT_EQ(seen, 62u);
}

TEST(FilterRefusals, show) {
  std::ifstream in{FANFARE_SOURCE_DIR "/tests/data/filter_invalid.jsonl"};
  for (std::string line; std::getline(in, line);)
    std::cerr << refusal_of(string_value(*member_text(line, "pattern_text"))) << "\n";
}

} // namespace
} // namespace fanfare::test
