#include "matching/event_type_pattern.hpp"
#include "matching/listener_index.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace fanfare {
namespace {

ready_listener_ptr ready(std::string id, std::vector<std::string> patterns, bool enabled = true) {
  listener what;
  what.id = std::move(id);
  what.event_types = std::move(patterns);
  what.enabled = enabled;
  ready_listener made;
  made.what = std::make_shared<const listener>(std::move(what));
  return std::make_shared<const ready_listener>(std::move(made));
}

using names = std::vector<std::string>;
using name_set = std::multiset<std::string>; ///< They come in no order.

name_set ids(const listener_index& index, std::string_view type) {
  std::vector<const ready_listener_ptr*> matched;
  index.match(type, "{}", matched);
  name_set found;
  for (const auto* each : matched)
    found.insert((*each)->what->id);
  return found;
}

TEST(ListenerIndex, is_empty_to_begin_with) {
  listener_index index;

  EXPECT_EQ(index.version(), 0u);
  EXPECT_EQ(index.size(), 0u);
  EXPECT_EQ(ids(index, "repo.sync.start"), name_set{});
  EXPECT_EQ(index.find("a"), nullptr);
}

TEST(ListenerIndex, finds_the_listeners_that_match) {
  listener_index index{7,
                       {ready("c", {"repo.#"}), ready("a", {"repo.sync.start"}),
                        ready("b", {"repo.publish.*"}), ready("d", {"*"})}};

  EXPECT_EQ(index.version(), 7u);
  EXPECT_EQ(index.size(), 4u);
  EXPECT_EQ(ids(index, "repo.sync.start"), (name_set{"c", "a", "d"}));
  EXPECT_EQ(ids(index, "repo.publish.finish"), (name_set{"c", "b", "d"}));
  EXPECT_EQ(ids(index, "x"), name_set{"d"});
}

TEST(ListenerIndex, returns_a_listener_once_however_many_of_its_patterns_match) {
  listener_index index{1,
                       {ready("a", {"repo.#", "#", "*", "repo.sync.start", "repo.#", "#.start"}),
                        ready("b", {"#.#.#", "repo.*.start"})}};

  EXPECT_EQ(ids(index, "repo.sync.start"), (name_set{"a", "b"}));
}

TEST(ListenerIndex, appends_to_what_is_there) {
  listener_index index{1, {ready("a", {"x"})}};
  std::vector<const ready_listener_ptr*> into{nullptr};

  index.match("x", "{}", into);

  ASSERT_EQ(into.size(), 2u);
  EXPECT_EQ(into[0], nullptr);
  EXPECT_EQ(*into[1], index.find("a"));
}

TEST(ListenerIndex, matches_disabled_listeners_too_so_that_what_they_miss_can_be_counted) {
  listener_index index{1, {ready("a", {"x"}, false), ready("b", {"x"})}};

  EXPECT_EQ(ids(index, "x"), (name_set{"a", "b"}));
  ASSERT_NE(index.find("a"), nullptr);
  EXPECT_FALSE(index.find("a")->what->enabled);
  EXPECT_EQ(index.size(), 2u);
}

TEST(ListenerIndex, matches_types_of_the_engine_only_where_they_are_spelt_out) {
  listener_index index{1,
                       {ready("all", {"*"}), ready("any", {"#"}), ready("star", {"*.dead"}),
                        ready("own", {"fanfare.#"}), ready("one", {"fanfare.dead"}),
                        ready("end", {"#.dead"})}};

  EXPECT_EQ(ids(index, "fanfare.dead"), (name_set{"own", "one"}));
  EXPECT_EQ(ids(index, "x.dead"), (name_set{"all", "any", "star", "end"}));
  EXPECT_EQ(ids(index, "fanfare"), (name_set{"all", "any", "own"}));
}

TEST(ListenerIndex, decides_quickly_however_many_wildcards_a_pattern_has) {
  std::string pattern = "#.a";
  while (pattern.size() + 4 <= 255)
    pattern += ".#.a";
  std::string type = "a";
  while (type.size() + 2 <= 253)
    type += ".a";
  listener_index index{1, {ready("a", {pattern})}};

  EXPECT_EQ(ids(index, type), name_set{"a"});
  EXPECT_EQ(ids(index, type + ".b"), name_set{});
}

/// Few words, so that patterns and types meet; `fanfare` among them.
std::string random_path(std::mt19937& random, std::vector<std::string> words) {
  std::string path;
  for (auto segments = 1 + random() % 5; segments > 0; --segments)
    path += (path.empty() ? "" : ".") + words[random() % words.size()];
  return path;
}

TEST(ListenerIndex, agrees_with_the_meaning_of_the_patterns) {
  auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random{seed};
  const names words{"a", "b", "c", "fanfare"};
  const names wild{"a", "b", "c", "fanfare", "*", "*", "#", "#"};
  std::size_t matched = 0;

  for (int round = 0; round < 20; ++round) {
    std::vector<ready_listener_ptr> all;
    for (int i = 0; i < 100; ++i) {
      names patterns;
      for (auto n = 1 + random() % 3; n > 0; --n)
        patterns.push_back(random_path(random, wild));
      all.push_back(ready(std::to_string(i), patterns, random() % 10 != 0));
    }
    listener_index index{1, all};
    for (int i = 0; i < 50; ++i) {
      auto type = random_path(random, i % 5 ? words : names{"a", "unseen"});
      name_set expected;
      for (const auto& each : all)
        for (const auto& pattern : each->what->event_types)
          if (matches(pattern, type)) {
            expected.insert(each->what->id);
            break;
          }
      matched += expected.size();
      ASSERT_EQ(ids(index, type), expected) << type;
    }
  }

  EXPECT_GT(matched, 10'000u) << "the patterns and types hardly ever met";
}

TEST(ListenerIndex, may_be_read_from_several_threads_at_once) {
  std::vector<ready_listener_ptr> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(ready(std::to_string(i), {"repo." + std::to_string(i % 10) + ".#", "#.x"}));
  const listener_index index{1, all};
  std::vector<std::size_t> counts(4, 0);
  std::vector<std::thread> threads;

  for (auto& count : counts)
    threads.emplace_back([&index, &count] {
      for (int i = 0; i < 100; ++i)
        count += ids(index, "repo." + std::to_string(i % 10)).size();
    });
  for (auto& thread : threads)
    thread.join();

  EXPECT_EQ(counts, std::vector<std::size_t>(4, 1'000));
}

} // namespace
} // namespace fanfare
