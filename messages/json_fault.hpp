#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// How deep objects and arrays may be nested in anything that comes from outside.
inline constexpr std::size_t max_json_depth = 64;

/// Where a text stops being JSON that fanfare takes, and why.
struct json_fault {
  std::size_t at = 0; ///< Byte of the text, counting from 0.
  std::string_view why;
};

/// Finds the first fault of a text: not UTF-8, not JSON (RFC 8259), or nested
/// deeper than `max_json_depth`. Numbers may have any size. Takes time in
/// proportion to the text; each thread keeps a parser of some 100 KiB for short ones.
std::optional<json_fault> first_fault(std::string_view text);

/// Writes a fault for people: `at byte 17: ',' or '}' is expected`.
std::string to_text(const json_fault& fault);

} // namespace fanfare
