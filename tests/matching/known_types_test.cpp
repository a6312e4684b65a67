#include "matching/known_types.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace fanfare {
namespace {

TEST(KnownTypes, say_what_the_trie_says_however_often_and_however_many_types) {
  pattern_trie trie;
  trie.add("repo.*");
  trie.add("#");
  trie.add("t7");
  known_types known;

  for (int round = 0; round < 3; ++round)
    for (int i = 0; i < 2'000; ++i) {
      const auto type = i % 2 == 0 ? "t" + std::to_string(i / 2) : "repo.t" + std::to_string(i);
      std::vector<std::uint32_t> expected;
      trie.match(type, expected);
      ASSERT_EQ(known.patterns(trie, type), expected) << type;
    }
}

TEST(KnownTypes, do_not_take_one_trie_for_another) {
  known_types known;
  for (int i = 0; i < 100; ++i) {
    pattern_trie trie; // likely where the one before was
    trie.add(i % 2 == 0 ? "a" : "b");

    EXPECT_EQ(known.patterns(trie, "a").size(), i % 2 == 0 ? 1u : 0u);
  }
}

} // namespace
} // namespace fanfare
