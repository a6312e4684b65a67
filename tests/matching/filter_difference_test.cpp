#include "matching/filter_match.hpp"
#include "matching/listener_index.hpp"
#include "tests/matching/naive_filter.hpp"
#include "tests/matching/random_filters.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {
namespace {

/// `./dev test --long` asks for more.
std::size_t triples() {
  const auto* asked = std::getenv("FANFARE_TRIPLES");
  return asked == nullptr ? 50'000 : std::stoul(asked);
}

std::uint32_t seed() {
  const auto* asked = std::getenv("FANFARE_SEED");
  return asked == nullptr ? std::random_device{}() : static_cast<std::uint32_t>(std::stoul(asked));
}

/// Filters side by side in one index, and what the language says of them.
struct crowd {
  explicit crowd(random_filters& make) {
    constexpr std::size_t size = 200;
    std::vector<ready_listener_ptr> all;
    for (std::size_t i = 0; i < size; ++i) {
      listener what;
      what.id = std::to_string(i);
      what.event_types = {"*"};
      what.filter = i % 5 == 0 ? make.pair() : make.filter();
      const auto asked = compile_filter(what.filter);
      EXPECT_TRUE(asked) << what.filter << ": " << asked.error().detail;
      alone.push_back(asked ? *asked : filter{});
      texts.push_back(what.filter);
      all.push_back(std::make_shared<const ready_listener>(
          ready_listener{std::make_shared<const listener>(std::move(what)), {}}));
    }
    for (const auto& each : texts)
      trees.push_back(read_naively(each));
    index = listener_index{1, std::move(all)};
  }

  std::vector<std::string> texts;
  std::vector<naive_json> trees; ///< Of the texts.
  std::vector<filter> alone;
  listener_index index;
};

TEST(FilterDifference, between_the_engine_and_the_language_is_none) {
  const auto from = seed();
  SCOPED_TRACE("FANFARE_SEED=" + std::to_string(from));
  std::cout << "FANFARE_SEED=" << from << '\n';
  random_filters make{from};
  constexpr std::size_t events_a_crowd = 50;
  std::size_t done = 0;
  std::size_t matched = 0;

  while (done < triples()) {
    const crowd filters{make};
    for (std::size_t i = 0; i < events_a_crowd; ++i) {
      const auto event = make.event();
      std::vector<const ready_listener_ptr*> found;
      filters.index.match("a", event_text{event, false}, found);
      std::vector<bool> taken(filters.texts.size());
      for (const auto* each : found)
        taken[std::stoul((*each)->what->id)] = true;
      const auto tree = read_naively(event);
      for (std::size_t k = 0; k < taken.size(); ++k) {
        const bool expected = naively_matches(filters.trees[k], tree);
        ASSERT_EQ(matches(filters.alone[k], event), expected)
            << filters.texts[k] << " <- " << event;
        ASSERT_EQ(taken[k], expected) << "in an index: " << filters.texts[k] << " <- " << event;
        matched += expected ? 1 : 0;
      }
      done += taken.size();
    }
  }

  EXPECT_GT(matched, triples() / 100) << "the triples say little";
}

} // namespace
} // namespace fanfare::test
