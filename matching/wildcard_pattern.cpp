#include "matching/wildcard_pattern.hpp"

namespace fanfare {

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
    const auto found = rest.find(pieces[i]);
    if (found == std::string_view::npos)
      return false;
    rest.remove_prefix(found + pieces[i].size());
  }
  return true;
}

} // namespace fanfare
