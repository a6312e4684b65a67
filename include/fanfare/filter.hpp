#pragma once

#include "fanfare/result.hpp"

#include <string_view>

// Payload filters apart from any listener: to try them out. The language is
// that of docs/filters.md. Thread safety: free functions without state.

namespace fanfare {

/// Whether a filter takes an event. Both are JSON objects as text; what follows
/// the object is not looked at.
/// Fails with `errc::invalid_listener`, naming the place in the filter, what is
/// wrong and what would be right; with `errc::invalid_report` if the event is
/// no JSON object.
result<bool> filter_takes(std::string_view filter, std::string_view event);

/// The same for a case on one line: `{"pattern":…,"event":…}`, either of them
/// JSON or a string that holds JSON text. Other members do not matter.
/// Fails with `errc::invalid_report` also if the line is not such an object.
result<bool> filter_case_takes(std::string_view line);

} // namespace fanfare
