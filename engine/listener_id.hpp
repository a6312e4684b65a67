#pragma once

#include <string>

namespace fanfare {

/// Returns an id that no listener has: 24 hex digits, the first 8 of them the
/// time in seconds, the rest random.
std::string new_listener_id();

} // namespace fanfare
