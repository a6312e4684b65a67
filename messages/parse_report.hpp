#pragma once

#include "fanfare/event.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// What the engine must know of a report. The rest of it is only bytes.
struct parsed_report {
  std::string type;
  bool distinct_keys = false; ///< As in `event`.
};

/// Who wrote a report: producers may not use types under `fanfare.`.
enum class report_author : std::uint8_t { producer, engine };

/// Validates a whole report: UTF-8, JSON, an object, nested at most 64 deep,
/// no key twice at the top level, an event type of dotted `[A-Za-z0-9_-]+` in
/// at most 255 bytes (`event_type`, or `type` of a CloudEvent 1.0). Numbers
/// beyond what a machine word holds are valid JSON, and valid here.
/// Fails with `errc::invalid_report` (reason and position) and `errc::too_large`.
/// Thread safety: may be called from any thread; each keeps a parser.
result<parsed_report> parse_report(std::string_view body, std::size_t max_bytes,
                                   report_author author = report_author::producer);

} // namespace fanfare
