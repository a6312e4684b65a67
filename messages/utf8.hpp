#pragma once

#include <cstddef>
#include <string_view>

namespace fanfare {

/// Returns how many bytes the UTF-8 character at the start of `text` takes
/// (1 to 4), or 0 if there is none: a stray byte, an overlong form, a
/// surrogate, a character cut short, or no byte at all.
std::size_t utf8_length(std::string_view text);

/// Whether a character does something other than show itself: control
/// characters, separators of lines, direction marks.
/// @pre `character` is one character of UTF-8.
bool steers_terminal(std::string_view character);

} // namespace fanfare
