#pragma once

#include <string_view>

namespace fanfare {

/// Whether one pattern matches one type: the meaning of the index, spelt out
/// one pair at a time. `*` alone matches everything but types under `fanfare.`,
/// which only patterns match that spell out `fanfare.`.
/// @pre `pattern` passed `check_pattern`, `event_type` is one.
bool matches(std::string_view pattern, std::string_view event_type);

} // namespace fanfare
