#pragma once

#include "fanfare/result.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// Reads a rate such as `50/s`, `10/m`, `1000/h` or `100/d` into how often that
/// is a second; an empty text is no limit: 0. From 1/d up to 1000000/s. Fails
/// with `errc::invalid_options`, showing the forms.
result<double> rate_from_text(std::string_view text);

/// Writes a rate as `rate_from_text` reads it.
std::string rate_text(double per_second);

} // namespace fanfare
