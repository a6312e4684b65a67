#pragma once

#include "storage/listener_store.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// Reads of a listener's JSON what the store must know. What is broken is
/// handed over as it is: its JSON says why, to those who read all of it.
stored_listener stored_listener_of(std::string_view id, std::string_view json);

/// Returns a fingerprint of a listener's JSON, to notice changes.
std::string fingerprint(std::string_view json);

} // namespace fanfare
