#include "messages/spelling.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace fanfare {

namespace {

/// Words beyond this are not misspelt names, and the work grows with the square.
constexpr std::size_t longest_word = 64;

/// Returns the number of letters to add, drop, change or swap with a neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

} // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known) {
  if (word.empty() || word.size() > longest_word)
    return std::nullopt;
  std::optional<std::string_view> found;
  auto bound = std::max<std::size_t>(word.size() / 3, 1) + 1;
  for (auto candidate : known) {
    if (candidate.size() > longest_word)
      continue;
    if (auto far = distance(word, candidate); far < bound) {
      bound = far;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  auto meant = nearest(word, known);
  return meant ? "; did you mean '" + std::string{*meant} + "'?" : std::string{};
}

} // namespace fanfare
