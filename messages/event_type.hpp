#pragma once

#include "fanfare/result.hpp"

#include <string_view>

namespace fanfare {

/// Whether `text` is an event type: dotted segments `[A-Za-z0-9_-]+`, at most 255 bytes.
bool is_event_type(std::string_view text);

/// Whether this type is the engine's own: under `fanfare.`.
bool is_engine_type(std::string_view event_type);

/// Checks a pattern over event types: segments separated by dots, each a name
/// (`[A-Za-z0-9_-]+`), `*` (exactly one segment) or `#` (zero or more). `*`
/// alone matches everything. Fails with `errc::invalid_listener`, saying what
/// to write instead, e.g. for `rep*`.
result<void> check_pattern(std::string_view pattern);

} // namespace fanfare
