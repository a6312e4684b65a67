#include "matching/posting_lists.hpp"

namespace fanfare {

void posting_lists::seal(std::uint32_t lists) {
  begins_.assign(std::size_t{lists} + 1, 0);
  for (const auto& [list, item] : added_)
    ++begins_[list + 1];
  for (std::size_t list = 1; list < begins_.size(); ++list)
    begins_[list] += begins_[list - 1];
  items_.resize(added_.size());
  auto next = begins_;
  for (const auto& [list, item] : added_)
    items_[next[list]++] = item;
  added_ = {};
}

} // namespace fanfare
