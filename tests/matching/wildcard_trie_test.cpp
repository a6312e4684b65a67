#include "matching/wildcard_trie.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace fanfare {
namespace {

using numbers = std::vector<std::uint32_t>;

/// A pattern as a filter has it, without escapes.
wildcard_pattern pattern(std::string_view text) {
  wildcard_pattern made{{""}};
  for (const char c : text)
    if (c == '*')
      made.pieces.emplace_back();
    else
      made.pieces.back() += c;
  return made;
}

numbers found(const wildcard_trie& in, std::string_view text) {
  numbers all;
  in.find(text, all);
  std::sort(all.begin(), all.end());
  return all;
}

wildcard_trie trie_of(const std::vector<std::string>& patterns) {
  wildcard_trie made;
  for (std::uint32_t i = 0; i < patterns.size(); ++i)
    made.find_or_add(pattern(patterns[i]), i);
  return made;
}

TEST(WildcardTrie, is_empty_to_begin_with) {
  wildcard_trie none;

  EXPECT_TRUE(none.empty());
  EXPECT_EQ(found(none, "a"), numbers{});
}

TEST(WildcardTrie, gives_a_pattern_added_again_its_number) {
  wildcard_trie trie;

  EXPECT_EQ(trie.find_or_add(pattern("a*b*c"), 7), 7u);
  EXPECT_EQ(trie.find_or_add(pattern("a*b*"), 8), 8u);
  EXPECT_EQ(trie.find_or_add(pattern("a*b*c"), 9), 7u);
}

TEST(WildcardTrie, finds_what_begins_ends_and_stands_between) {
  const auto trie = trie_of({"*", "a*", "*a", "*a*", "a*a", "ab*ba", "*b*b*"});

  EXPECT_EQ(found(trie, ""), numbers{0});
  EXPECT_EQ(found(trie, "a"), (numbers{0, 1, 2, 3}));
  EXPECT_EQ(found(trie, "aa"), (numbers{0, 1, 2, 3, 4}));
  EXPECT_EQ(found(trie, "aba"), (numbers{0, 1, 2, 3, 4})) << "pieces must not overlap";
  EXPECT_EQ(found(trie, "abba"), (numbers{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(found(trie, "bb"), (numbers{0, 6}));
}

TEST(WildcardTrie, takes_the_first_place_of_each_piece_and_so_misses_none) {
  const auto trie = trie_of({"*ab*ab*ab", "*abab*b", "*a*a*a*a*"});

  EXPECT_EQ(found(trie, "ababab"), (numbers{0, 1}));
  EXPECT_EQ(found(trie, "ababa"), numbers{});
  EXPECT_EQ(found(trie, "aaaa"), numbers{2});
}

TEST(WildcardTrie, tells_long_pieces_apart_that_begin_alike) {
  const std::string head(100, 'a');
  const auto trie = trie_of({"*" + head + "b*", "*" + head + "c*d*", "*" + head + "*", "*aab*"});

  EXPECT_EQ(found(trie, "x" + head + "b"), (numbers{0, 2, 3}));
  EXPECT_EQ(found(trie, "x" + head + "cxd"), (numbers{1, 2}));
  EXPECT_EQ(found(trie, head), numbers{2});
  EXPECT_EQ(found(trie, head + "d" + head + "b"), (numbers{0, 2, 3}));
  EXPECT_EQ(found(trie, head.substr(1)), numbers{});
  EXPECT_EQ(found(trie, head + "aaab" + head), (numbers{0, 2, 3}))
      << "a piece may begin behind the first place of its head";
}

TEST(WildcardTrie, forgets_a_text_with_very_many_places) {
  const auto trie = trie_of({"*ab*", "*ba*x"});
  std::string repeated;
  for (int i = 0; i < 5'000; ++i)
    repeated += "ab";

  EXPECT_EQ(found(trie, repeated), numbers{0});
  EXPECT_EQ(found(trie, "bax"), numbers{1});
  EXPECT_EQ(found(trie, repeated + "x"), (numbers{0, 1}));
  EXPECT_EQ(found(trie, "b"), numbers{});
}

TEST(WildcardTrie, agrees_with_each_pattern_asked_alone) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random{seed};
  const auto text = [&random](std::string_view letters, std::size_t most) {
    std::string made;
    for (auto length = random() % (most + 1); length > 0; --length)
      made += letters[random() % letters.size()];
    return made;
  };
  std::size_t matched = 0;
  for (int round = 0; round < 50; ++round) {
    std::vector<std::string> patterns;
    for (int i = 0; i < 100; ++i) {
      auto next = text("aab*", 6) + "*" + text("ab*", 3);
      while (next.find("**") != std::string::npos)
        next.erase(next.find("**"), 1);
      if (std::find(patterns.begin(), patterns.end(), next) == patterns.end())
        patterns.push_back(next);
    }
    const auto trie = trie_of(patterns);
    for (int i = 0; i < 100; ++i) {
      const auto given = text("aabc", 9);
      numbers expected;
      for (std::uint32_t number = 0; number < patterns.size(); ++number)
        if (pattern(patterns[number]).matches(given))
          expected.push_back(number);
      matched += expected.size();
      ASSERT_EQ(found(trie, given), expected) << given;
    }
  }
  EXPECT_GT(matched, 10'000u);
}

} // namespace
} // namespace fanfare
