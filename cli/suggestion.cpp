#include "cli/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace fanfare {

namespace {

/// Insertions, deletions and replacements that turn one word into the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      auto replaced = diagonal + std::size_t{from[i - 1] != to[j - 1]};
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row.back();
}

} // namespace

std::string_view nearest_word(std::string_view word, const std::vector<std::string_view>& known) {
  // A long word typed in full is compared no further than any flag is long.
  constexpr std::size_t longest = 64;
  std::string_view best;
  auto best_distance = std::max<std::size_t>(word.size() / 3, 1) + 1;
  if (word.size() > longest)
    return best;
  for (auto candidate : known)
    if (auto far = distance(word, candidate); far < best_distance) {
      best = candidate;
      best_distance = far;
    }
  return best;
}

std::string suggestion_for(std::string_view word, const std::vector<std::string_view>& known) {
  auto meant = nearest_word(word, known);
  return meant.empty() ? std::string{} : " Did you mean " + std::string{meant} + "?";
}

} // namespace fanfare
