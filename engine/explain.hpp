#pragma once

#include "fanfare/explanation.hpp"

#include "storage/listener_store.hpp"
#include "storage/quarantine.hpp"

#include <string_view>

namespace fanfare {

/// Tells what a listener makes of an event.
/// @param set_aside the listener's place in quarantine, if it is there and not mended: then
///        its last good version is asked, as nodes do. Null: it is not.
/// @pre `event_type` is one, and that of `event`, a JSON object.
explanation explain(const stored_listener& of, const quarantined_listener* set_aside,
                    std::string_view event_type, std::string_view event);

} // namespace fanfare
