#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace fanfare {

/// Reads the field `Retry-After` (RFC 9110): seconds, or a date in one of the
/// three forms of HTTP. Returns for how long the receiver wants to be left
/// alone from `now` on: nothing if it is neither, zero for a date that has
/// passed. How long that may be is not decided here: up to a thousand years.
std::optional<std::chrono::milliseconds>
read_retry_after(std::string_view field, std::chrono::system_clock::time_point now);

} // namespace fanfare
