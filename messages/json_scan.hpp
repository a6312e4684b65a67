#pragma once

#include <cstdint>

// How far the tokens of a JSON text reach, found many bytes at a time. Nothing
// is checked beyond what is said; nothing is read outside of the text.

namespace fanfare {

/// Where a string ends.
struct string_end {
  const char* quote; ///< The closing one; the end of the text if it is not closed.
  bool escapes;      ///< Whether there is a backslash in it.
};

/// Finds the end of a string. @param at behind its opening quote.
string_end find_string_end(const char* at, const char* end);

enum class bracket : std::uint8_t { square, curly };

/// Returns what is behind the bracket that closes the array or object that `at`
/// stands in, null if nothing closes it. @param at not in a string.
const char* behind_closing(bracket kind, const char* at, const char* end);

/// Returns what is behind the number or word that starts at `at`.
const char* behind_scalar(const char* at, const char* end);

} // namespace fanfare
