#include "matching/filter_match.hpp"
#include "tests/matching/naive_filter.hpp"
#include "tests/matching/random_filters.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

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

TEST(FilterDifference, between_the_engine_and_the_language_is_none) {
  const auto from = seed();
  SCOPED_TRACE("FANFARE_SEED=" + std::to_string(from));
  std::cout << "FANFARE_SEED=" << from << '\n';
  random_filters make{from};
  constexpr std::size_t events_a_filter = 10;
  std::size_t matched = 0;

  for (std::size_t done = 0; done < triples(); done += events_a_filter) {
    const auto pattern = make.filter();
    const auto asked = compile_filter(pattern);
    ASSERT_TRUE(asked) << pattern << ": " << asked.error().detail;
    const auto tree = read_naively(pattern);
    for (std::size_t i = 0; i < events_a_filter; ++i) {
      const auto event = make.event();
      const bool expected = naively_matches(tree, read_naively(event));
      matched += expected ? 1 : 0;
      ASSERT_EQ(matches(*asked, event), expected) << pattern << " <- " << event;
    }
  }

  EXPECT_GT(matched, triples() / 50) << "the triples say little";
}

} // namespace
} // namespace fanfare::test
