#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace fanfare {

/// Reads `250ms`, `15s`, `5m`, `6h`, `3d`. Whole numbers, not negative.
/// Fails with `errc::invalid_options`, showing the forms.
result<std::chrono::milliseconds> duration_from_text(std::string_view text);

/// Writes a duration in the largest unit that is exact.
std::string to_text(std::chrono::milliseconds duration);

} // namespace fanfare
