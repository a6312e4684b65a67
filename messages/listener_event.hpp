#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// An event of the engine's own about a listener (docs/engine-events.md), on
/// its way to becoming a report. What does not apply to its kind is left empty.
struct listener_event {
  using time_point = std::chrono::system_clock::time_point;

  enum class kind : std::uint8_t {
    failing,        ///< Several attempts in a row have failed.
    recovered,      ///< One has succeeded again after that.
    disabling_soon, ///< It will be disabled if it goes on failing.
    disabled,       ///< The engine has disabled it.
    dead_letter,    ///< Deliveries to it were given up.
    quarantined,    ///< It is broken in the store.
  };

  kind what = kind::failing;
  std::string listener_id;
  std::string listener_name = {};
  std::string notifier_type = {};
  std::string reason = {}; ///< Of what the engine did, or of the last dead letter.
  std::string last_error = {};
  std::optional<time_point> failing_since = {};
  std::uint32_t failures = 0; ///< In a row.
  std::uint32_t percent = 0;  ///< Of `disable_after` that are over.
  std::optional<time_point> disabling_at = {};
  std::uint64_t count = 0;   ///< Dead letters since the last such event.
  std::string event_id = {}; ///< Of the last of them.
};

/// Returns the event type, e.g. `fanfare.listener.failing`.
std::string_view type_of(listener_event::kind what);

/// Returns the types of all kinds.
std::vector<std::string_view> listener_event_types();

/// Writes the report. Texts that are no UTF-8 are made such.
std::string report_of(const listener_event& what);

} // namespace fanfare
