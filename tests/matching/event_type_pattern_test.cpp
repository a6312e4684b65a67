#include "matching/event_type_pattern.hpp"
#include "matching/pattern_trie.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace fanfare {
namespace {

struct meaning {
  std::string_view pattern;
  std::string_view type;
  bool matches;
};

constexpr meaning meanings[] = {
    {"repo.sync.start", "repo.sync.start", true},
    {"repo.sync.start", "repo.sync.finish", false},
    {"repo.sync.start", "repo.sync", false},
    {"repo.sync", "repo.sync.start", false},
    {"repo", "Repo", false},
    // `*` is exactly one segment
    {"repo.*.start", "repo.sync.start", true},
    {"repo.*.start", "repo.start", false},
    {"repo.*.start", "repo.sync.now.start", false},
    {"*.sync.start", "repo.sync.start", true},
    {"repo.*", "repo.sync", true},
    {"repo.*", "repo", false},
    {"repo.*", "repo.sync.start", false},
    {"*.*", "a.b", true},
    {"*.*", "a", false},
    {"*.*", "a.b.c", false},
    // `#` is zero or more
    {"repo.#", "repo", true},
    {"repo.#", "repo.sync", true},
    {"repo.#", "repo.sync.start.now", true},
    {"repo.#", "repos.sync", false},
    {"#.start", "start", true},
    {"#.start", "repo.sync.start", true},
    {"#.start", "repo.sync.started", false},
    {"repo.#.start", "repo.start", true},
    {"repo.#.start", "repo.a.b.c.start", true},
    {"repo.#.start", "repo.a.b.c", false},
    {"repo.#.start", "repo", false},
    {"#", "a", true},
    {"#", "a.b.c", true},
    // two of them
    {"#.#", "a", true},
    {"#.sync.#", "sync", true},
    {"#.sync.#", "a.sync.b.sync", true},
    {"#.sync.#", "a.b", false},
    {"a.#.b.#.c", "a.b.c", true},
    {"a.#.b.#.c", "a.x.b.y.b.z.c", true},
    {"a.#.b.#.c", "a.c.b", false},
    {"#.*", "a", true},
    {"*.#", "a.b.c", true},
    {"#.*.*", "a", false},
    // `*` alone is everything
    {"*", "a", true},
    {"*", "repo.sync.start", true},
    // the engine's own are spelt out
    {"*", "fanfare.listener.disabled", false},
    {"#", "fanfare.listener.disabled", false},
    {"#.disabled", "fanfare.listener.disabled", false},
    {"*.listener.disabled", "fanfare.listener.disabled", false},
    {"#.fanfare.#", "fanfare.listener.disabled", false},
    {"fanfare.#", "fanfare.listener.disabled", true},
    {"fanfare.*.disabled", "fanfare.listener.disabled", true},
    {"fanfare.listener.disabled", "fanfare.listener.disabled", true},
    {"*", "fanfare", true},
    {"#", "repo.fanfare.x", true},
    // an empty segment is one, though no type has any
    {"a..b", "a..b", true},
    {"a.*.b", "a..b", true},
    {"a.#.b", "a..b", true},
    {"a.b", "a..b", false},
    {"a..b", "a.b", false},
    {"a.*", "a.", true},
    {"a.#", "a.", true},
    {"*.a", ".a", true},
    {"#.a", ".a", true},
    {"*.*", ".", true},
    {"*.*.*", ".", false},
    {"#..#", "a..b", true},
    {"#..#", "a.b", false},
    {"#", "", true},
    {"*", "", true},
    {"*.*", "", false},
    {"a", "", false},
};

TEST(EventTypePattern, means_what_the_readme_says) {
  for (const auto& [pattern, type, expected] : meanings)
    EXPECT_EQ(matches(pattern, type), expected) << pattern << " on " << type;
}

TEST(EventTypePattern, means_the_same_in_a_tree_of_all_patterns) {
  pattern_trie all;
  for (const auto& each : meanings)
    all.add(each.pattern);
  std::vector<std::uint32_t> found;

  for (const auto& [pattern, type, expected] : meanings) {
    all.match(type, found);
    EXPECT_EQ(std::count(found.begin(), found.end(), all.add(pattern)), expected ? 1 : 0)
        << pattern << " on " << type;
  }
}

TEST(EventTypePattern, is_decided_quickly_however_many_wildcards_it_has) {
  std::string pattern = "#.a";
  while (pattern.size() + 4 <= 255)
    pattern += ".#.a";
  std::string type = "a";
  while (type.size() + 2 <= 253)
    type += ".a";

  EXPECT_TRUE(matches(pattern, type));
  EXPECT_FALSE(matches(pattern, type + ".b"));
}

} // namespace
} // namespace fanfare
