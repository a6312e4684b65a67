#pragma once

#include "fanfare/recent_attempt.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace fanfare {

/// Returns every field, always, in a fixed order.
nlohmann::ordered_json json_of(const recent_attempt& one);

/// What else is known of the attempts that are shown.
enum class attempts_of : std::uint8_t { all, one_event };

/// Returns one line about an attempt, then why it did not deliver or what else there is
/// to say of it, and what the receiver said, indented below it. A newline at the end of each.
std::string lines_of(const recent_attempt& one, attempts_of what, std::size_t width);

/// Writes JSON as a terminal may see it: what a receiver answered need not be UTF-8.
/// @param indent as that of `dump`; -1: all on one line.
std::string text_of(const nlohmann::ordered_json& value, int indent = 2);

} // namespace fanfare
