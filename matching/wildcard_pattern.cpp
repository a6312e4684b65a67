#include "matching/wildcard_pattern.hpp"

#include <cstring>

namespace fanfare {

std::size_t place_of(std::string_view piece, std::string_view in, std::size_t from) {
  const auto* begin = in.data() + from;
  const auto* found = memmem(begin, in.size() - from, piece.data(), piece.size());
  if (found == nullptr)
    return std::string_view::npos;
  return from + static_cast<std::size_t>(static_cast<const char*>(found) - begin);
}

bool wildcard_pattern::matches(std::string_view text) const {
  const auto& first = pieces.front();
  if (pieces.size() == 1)
    return text == first;
  const auto& last = pieces.back();
  if (text.size() < first.size() + last.size() || !text.starts_with(first) || !text.ends_with(last))
    return false;
  auto rest = text.substr(first.size(), text.size() - first.size() - last.size());
  // The leftmost place leaves the most to the pieces that follow.
  for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
    const auto found = place_of(pieces[i], rest, 0);
    if (found == std::string_view::npos)
      return false;
    rest.remove_prefix(found + pieces[i].size());
  }
  return true;
}

} // namespace fanfare
