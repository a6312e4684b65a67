#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fanfare {

/// Lists, many and mostly short, in one piece of memory. Filled, then sealed,
/// and only read from then on.
template <class Item>
class posting_lists {
public:
  void add(std::uint32_t list, Item item) { added_.emplace_back(list, std::move(item)); }

  /// Makes what has been added ready for `of`; each list keeps the order of adding.
  /// @param lists how many there are, empty ones included.
  void seal(std::uint32_t lists) {
    begins_.assign(std::size_t{lists} + 1, 0);
    for (const auto& each : added_)
      ++begins_[each.first + 1];
    for (std::size_t list = 1; list < begins_.size(); ++list)
      begins_[list] += begins_[list - 1];
    items_.resize(added_.size());
    auto next = begins_;
    for (auto& each : added_)
      items_[next[each.first]++] = std::move(each.second);
    added_ = {};
  }

  std::span<const Item> of(std::uint32_t list) const {
    return {items_.data() + begins_[list], begins_[list + 1] - begins_[list]};
  }

  /// All items, list after list.
  std::span<Item> all() { return items_; }

private:
  std::vector<std::pair<std::uint32_t, Item>> added_; ///< Empty once it is sealed.
  std::vector<std::uint32_t> begins_;
  std::vector<Item> items_;
};

} // namespace fanfare
