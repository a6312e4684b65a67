#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace fanfare {

/// Makes room for so many more items, so that adding them cannot fail: whoever
/// does it first leaves a desk that makes sense if memory is short.
template <class Item>
void make_room(std::vector<Item>& in, std::size_t more = 1) {
  if (in.capacity() - in.size() < more)
    in.reserve(std::max(in.size() + more, 2 * in.capacity()));
}

} // namespace fanfare
