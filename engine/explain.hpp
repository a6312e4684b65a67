#pragma once

#include "fanfare/explanation.hpp"

#include "storage/listener_store.hpp"

#include <string_view>

namespace fanfare {

/// Tells what a listener makes of an event of this type.
/// @pre `event_type` is one.
explanation explain(const stored_listener& of, std::string_view event_type);

} // namespace fanfare
