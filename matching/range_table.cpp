#include "matching/range_table.hpp"

#include <algorithm>
#include <bit>

namespace fanfare {

std::size_t range_table::interval_of(double value) const {
  const auto found = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  const auto before = static_cast<std::size_t>(found - bounds_.begin());
  return 2 * before + (found != bounds_.end() && *found == value ? 1 : 0);
}

/// Notes the nodes that together stand for a range.
void range_table::cover(const in_range& range,
                        std::vector<std::pair<std::uint32_t, std::uint32_t>>& nodes,
                        std::uint32_t number) const {
  auto low = leaves_ + interval_of(range.low) + (range.low_open ? 1 : 0);
  auto high = leaves_ + interval_of(range.high) + (range.high_open ? 0 : 1);
  for (; low < high; low /= 2, high /= 2) {
    if (low % 2 == 1)
      nodes.emplace_back(static_cast<std::uint32_t>(low++), number);
    if (high % 2 == 1)
      nodes.emplace_back(static_cast<std::uint32_t>(--high), number);
  }
}

void range_table::seal() {
  if (ranges_.empty())
    return;
  for (const auto& [range, number] : ranges_) {
    bounds_.push_back(range.low);
    bounds_.push_back(range.high);
  }
  std::sort(bounds_.begin(), bounds_.end());
  bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
  leaves_ = std::bit_ceil(2 * bounds_.size() + 1);

  std::vector<std::pair<std::uint32_t, std::uint32_t>> nodes;
  for (const auto& [range, number] : ranges_)
    cover(range, nodes, number);
  ranges_ = {};
  std::sort(nodes.begin(), nodes.end());
  begins_.assign(2 * leaves_ + 1, 0);
  for (const auto& [node, number] : nodes) {
    ++begins_[node + 1];
    numbers_.push_back(number);
  }
  for (std::size_t node = 1; node < begins_.size(); ++node)
    begins_[node] += begins_[node - 1];
}

void range_table::find(double value, memory& about, std::vector<std::uint32_t>& into) const {
  if (leaves_ == 0)
    return;
  if (about.seen_.size() < begins_.size())
    about.seen_.resize(begins_.size(), 0);
  for (auto node = leaves_ + interval_of(value); node > 0; node /= 2) {
    if (about.seen_[node] == about.now_)
      return; // and so are those above it
    about.seen_[node] = about.now_;
    into.insert(into.end(), numbers_.begin() + begins_[node], numbers_.begin() + begins_[node + 1]);
  }
}

} // namespace fanfare
