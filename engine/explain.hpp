#pragma once

#include "fanfare/explanation.hpp"

#include "storage/listener_store.hpp"

#include <string_view>

namespace fanfare {

/// Tells what a listener makes of an event.
/// @pre `event_type` is one, and that of `event`, a JSON object.
explanation explain(const stored_listener& of, std::string_view event_type, std::string_view event);

} // namespace fanfare
