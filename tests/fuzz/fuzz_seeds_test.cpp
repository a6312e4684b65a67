#include "tests/fuzz/fuzz_targets.hpp"
#include "tests/fuzz/promise.hpp"
#include "tests/fuzz/seeds.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

// The targets of the fuzzers, with what they begin with and what they have found:
// a promise that is broken aborts the test.

namespace fanfare::test {
namespace {

std::vector<std::string> found_by(const std::string& target) {
  std::vector<std::string> all;
  for (const auto& each :
       std::filesystem::directory_iterator{FANFARE_SOURCE_DIR "/tests/fuzz/found/" + target}) {
    std::ifstream in{each.path(), std::ios::binary};
    all.emplace_back(std::istreambuf_iterator<char>{in}, std::istreambuf_iterator<char>{});
  }
  return all;
}

/// Each alone in memory, so that a sanitizer sees what is read beyond it.
void throw_at(void (*target)(std::string_view), const std::vector<std::string>& inputs) {
  for (const auto& each : inputs) {
    SCOPED_TRACE(each);
    const std::vector<char> bytes{each.begin(), each.end()};
    target({bytes.data(), bytes.size()});
  }
}

std::vector<std::string> beginnings(const std::vector<std::string>& of) {
  std::vector<std::string> made;
  for (const auto& each : of)
    for (std::size_t length = 0; length < each.size(); ++length)
      made.push_back(each.substr(0, length));
  return made;
}

TEST(FuzzSeeds, are_all_there) {
  EXPECT_EQ(filter_seeds().size(), 404u + 11u + 62u);
  EXPECT_EQ(match_seeds().size(), 404u + 11u);
}

TEST(FuzzSeeds, break_no_promise_of_the_filter_compiler) {
  throw_at(fuzz_filter_compiler, filter_seeds());
  throw_at(fuzz_filter_compiler, beginnings(filter_seeds()));
  throw_at(fuzz_filter_compiler, found_by("fuzz_filter_compiler"));
}

TEST(FuzzSeeds, break_no_promise_of_matching) {
  throw_at(fuzz_match, match_seeds());
  throw_at(fuzz_match, beginnings(match_seeds()));
  throw_at(fuzz_match, found_by("fuzz_match"));
}

TEST(FuzzSeeds, are_seen_through_where_a_promise_is_broken) {
  EXPECT_DEATH(
      throw_at([](std::string_view text) { expect(text.empty(), "nothing is given"); }, {"x"}),
      "broken promise: nothing is given");
}

} // namespace
} // namespace fanfare::test
