#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fanfare {

/// Why a listener gets an event or does not. Closed set: switches over it have no default.
enum class match_reason : std::uint8_t {
  matched,
  broken,     ///< The listener as it stands in the store cannot be read.
  disabled,   ///< It is switched off.
  event_type, ///< None of its patterns stands for the event's type.
  filter,     ///< Its filter does not take the event.
};

/// What a listener makes of an event.
struct explanation {
  std::string listener_id;
  std::string listener_name;
  std::string notifier_type;
  match_reason why = match_reason::matched;
  /// What decided it: the pattern that matched, the patterns none of which did,
  /// or the clause of the filter that does not hold, as `payload.size: [5]`.
  std::vector<std::string> clauses;
  /// If that was a filter: the values that the event has there, as JSON. None: it has none.
  std::vector<std::string> found = {};
  std::string sentence; ///< The same, for people.
};

/// What the listeners of a store make of an event, in the order they were made.
struct explained_report {
  std::string event_type;
  std::vector<explanation> listeners;
};

/// An event type that listeners may name.
struct known_event_type {
  std::string name;
  std::string description = {};                 ///< Empty of one that is not catalogued.
  std::vector<std::string> payload_fields = {}; ///< What a report of this type has in its payload.
  bool seen = false; ///< Whether a node that works on this store has met one.
};

} // namespace fanfare
