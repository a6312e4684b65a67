#pragma once

#include <string>
#include <string_view>

namespace fanfare {

/// Returns what an event is ordered under for a listener: events of one listener
/// with equal keys go one after the other. Never empty, and short whatever the
/// value is. A value that is not there is a value of its own.
/// @param ordering as in `delivery_options`, and not empty.
/// @param report validated JSON.
std::string order_key(std::string_view ordering, std::string_view event_type,
                      std::string_view report);

} // namespace fanfare
