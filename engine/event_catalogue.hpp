#pragma once

#include "fanfare/explanation.hpp"

#include <string_view>
#include <vector>

namespace fanfare {

/// The event types that Pulp's servers publish, in the order of its documentation.
const std::vector<known_event_type>& event_catalogue();

/// Their names.
std::vector<std::string_view> catalogued_names();

} // namespace fanfare
