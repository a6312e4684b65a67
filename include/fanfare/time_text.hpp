#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace fanfare {

/// Writes a time as fanfare does everywhere: `2026-01-31T23:59:59.123Z`.
std::string time_text(std::chrono::system_clock::time_point when);

/// Reads what `time_text` wrote, also without the milliseconds or with more
/// digits, which are cut off. Only UTC (`Z`) is understood.
/// Fails with `errc::invalid_options`, showing the form.
result<std::chrono::system_clock::time_point> time_from_text(std::string_view text);

} // namespace fanfare
