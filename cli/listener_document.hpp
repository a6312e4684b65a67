#pragma once

#include "fanfare/listener.hpp"

#include "cli/listener_view.hpp"

#include <nlohmann/json_fwd.hpp>

namespace fanfare {

/// What `list` lays out: Pulp's four fields, and of the others
/// those that differ from what they are when nobody set them.
nlohmann::json document_of(const listener& what);

/// What `show` lays out: the same, and what is known of its receiver.
nlohmann::json document_of(const listener_view& what);

/// What `--json` prints: every field, always, in a fixed order.
nlohmann::ordered_json json_of(const listener_view& what);

} // namespace fanfare
