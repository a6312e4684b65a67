#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace fanfare {

/// Lists of numbers, many and mostly short, in one piece of memory. Filled,
/// then sealed, and only read from then on.
class posting_lists {
public:
  void add(std::uint32_t list, std::uint32_t item) { added_.emplace_back(list, item); }

  /// Makes what has been added ready for `of`; each list keeps the order of adding.
  /// @param lists how many there are, empty ones included.
  void seal(std::uint32_t lists);

  std::span<const std::uint32_t> of(std::uint32_t list) const {
    return {items_.data() + begins_[list], begins_[list + 1] - begins_[list]};
  }

private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> added_; ///< Empty once it is sealed.
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> items_;
};

} // namespace fanfare
