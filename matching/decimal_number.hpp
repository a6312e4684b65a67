#pragma once

#include <optional>
#include <string_view>

namespace fanfare {

/// Returns the value of a JSON number that a double holds as it is spelt: one
/// whose digits are those of the shortest text that stands for the double.
/// `300`, `300.0` and `3e2` are the same; `9007199254740993` and
/// `0.1234567890123456789` are none, so that nothing is compared rounded.
/// Never -0.
/// @pre `number` is a JSON number (RFC 8259, section 6).
std::optional<double> exact_double(std::string_view number);

} // namespace fanfare
