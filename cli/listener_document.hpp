#pragma once

#include "fanfare/listener.hpp"

#include <nlohmann/json_fwd.hpp>

namespace fanfare {

/// What `list` and `show` lay out: Pulp's four fields, and of the others
/// those that differ from what they are when nobody set them.
nlohmann::json document_of(const listener& what);

/// What `--json` prints: every field, always, in a fixed order.
nlohmann::ordered_json json_of(const listener& what);

} // namespace fanfare
