#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

struct quoter {
  std::string operator()(std::string_view value, std::size_t most = 60) const;
};

/// `quoted(value)` puts a value that came from outside into single quotes, fit
/// for a message: whatever could steer a terminal or break a log (control
/// characters, direction marks, bytes that are not UTF-8) becomes `?`, and what
/// is longer than `most` bytes is cut at a character and ends in `…`.
/// An object, not a function: for a std::string argument, <iomanip>'s
/// std::quoted would be the better match.
inline constexpr quoter quoted;

} // namespace fanfare
