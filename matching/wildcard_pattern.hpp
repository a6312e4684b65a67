#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Returns the first place of `piece` in a text from `from` on, or npos. Takes time in
/// proportion to the text, whatever the piece is.
std::size_t place_of(std::string_view piece, std::string_view in, std::size_t from);

/// What stands between the stars of a wildcard, in order: `a*b` is `a`, `b`;
/// `*` is two empty pieces. A star stands for any run of bytes, also for none.
struct wildcard_pattern {
  std::vector<std::string> pieces; ///< At least one; one alone has no star.

  bool matches(std::string_view text) const;

  bool has_star() const { return pieces.size() > 1; }
};

} // namespace fanfare
