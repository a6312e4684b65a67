#pragma once

#include "fanfare/listener_state.hpp"
#include "fanfare/result.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// Writes a state as it is kept in a store: one object, no line breaks. The
/// listener's id is not in it, and what is not known is left out.
std::string state_to_json(const listener_state& what);

/// Reads what `state_to_json` wrote, or a later version: members that are not
/// known are passed over. Fails with `errc::invalid_listener` if a known one
/// has another shape.
result<listener_state> state_from_json(std::string_view listener_id, std::string_view json);

} // namespace fanfare
