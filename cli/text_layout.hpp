#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fanfare {

/// Returns how many columns `text` takes: its code points. (Wide and combining
/// characters count as one, which is as far as a listing needs to go.)
std::size_t columns(std::string_view text);

/// Writes `prefix` and `text` as lines of at most `width` columns, broken at
/// spaces; the lines after the first are indented by the columns of `prefix`.
/// A word that is longer than a line is not broken: it may be a URL to copy.
/// No newline at the end.
std::string hanging(std::string_view prefix, std::string_view text, std::size_t width);

/// Returns `text` with spaces up to `width` columns.
std::string padded(std::string_view text, std::size_t width);

/// Returns `text` fit for one line of a terminal: line breaks and tabs become
/// spaces, other control characters and bytes that are no UTF-8 become `?`.
std::string printable(std::string_view text);

/// Whether all of `text` is UTF-8.
bool is_utf8(std::string_view text);

} // namespace fanfare
