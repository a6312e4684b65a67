#pragma once

#include "fanfare/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// A JSON value as it is written: numbers keep their spelling, objects their
/// order and their repeated keys.
struct pattern_text {
  enum class kind : std::uint8_t { null, yes, no, number, string, array, object };

  kind what = kind::null;
  std::string text = {}; ///< A string without its escapes, a number as it is spelt.
  std::vector<pattern_text> items = {};
  std::vector<std::pair<std::string, pattern_text>> members = {};
  std::string_view source = {}; ///< The value as it was written, in the text that was read.
};

/// Returns the object at the start of `text`, without what surrounds it; all of
/// `text` if it is not closed, nothing if there is none.
std::string_view first_object(std::string_view text);

/// Reads the object at the start of `text`; what follows it is not looked at.
/// Fails with `errc::invalid_listener` where there is no object (RFC 8259) or
/// one nested deeper than `max_json_depth`.
result<pattern_text> read_pattern(std::string_view text);

} // namespace fanfare
