#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// Returns what an event is ordered under for a listener: events of one listener
/// with equal keys go one after the other. Not the empty text, and short whatever the
/// value is. Nothing: the report has no such value, so it goes when it likes.
/// @param ordering as in `delivery_options`, and not empty.
/// @param report validated JSON.
std::optional<std::string> order_key(std::string_view ordering, std::string_view event_type,
                                     std::string_view report);

} // namespace fanfare
