#include "tests/fuzz/seeds.hpp"

#include "messages/json_text.hpp"

#include <fstream>
#include <string_view>

namespace fanfare::test {

namespace {

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream in{FANFARE_SOURCE_DIR "/tests/data/" + file};
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(line);
  return lines;
}

std::vector<std::string> lines_with_events() {
  auto lines = lines_of("filter_cases.jsonl");
  const auto quirks = lines_of("filter_quirks.jsonl");
  lines.insert(lines.end(), quirks.begin(), quirks.end());
  return lines;
}

} // namespace

std::vector<std::string> filter_seeds() {
  std::vector<std::string> seeds;
  for (const auto& line : lines_with_events())
    seeds.emplace_back(*member_text(line, "pattern"));
  for (const auto& line : lines_of("filter_invalid.jsonl"))
    seeds.push_back(string_value(*member_text(line, "pattern_text")));
  return seeds;
}

std::vector<std::string> match_seeds() {
  std::vector<std::string> seeds;
  for (const auto& line : lines_with_events())
    seeds.push_back(std::string{*member_text(line, "pattern")} + '\n' +
                    std::string{*member_text(line, "event")});
  return seeds;
}

} // namespace fanfare::test
