#pragma once

#include "cli/grammar.hpp"

// The flags that several commands on listeners share, word for word.

namespace fanfare {

inline flag listener_id_flag() {
  return {"--listener-id", "id of the event listener", takes::value, need::required};
}

inline flag event_type_flag(need required) {
  return {"--event-type",
          "one of \"repo.sync.start\", \"repo.sync.finish\", \"repo.publish.start\", "
          "\"repo.publish.finish\". May be specified multiple times. To match all types, use "
          "value \"*\"",
          takes::values, required};
}

inline flag name_flag() { return {"--name", "optional unique name of the listener"}; }

inline flag delivery_flag() {
  return {"--delivery",
          "optional JSON object that overrides how events are delivered to this listener: "
          "timeout, max_attempts, concurrency, first_delay, max_delay, delays, max_age, rate, "
          "ordering, retry_on, hold, disable_after, parked_max, dead_max, dead_max_age"};
}

inline flag filter_flag() {
  return {"--filter", "optional filter of the event report, a JSON object; @FILE reads a file"};
}

inline flag new_filter_flag() {
  return {"--filter", "filter of the event report in place of the one before, a JSON object; @FILE "
                      "reads a file, an empty value removes it"};
}

inline flag unset_flag() {
  return {"--unset", "key to take out of the configuration. May be specified multiple times.",
          takes::values};
}

inline flag json_flag() { return {"--json", "print JSON, for programs", takes::nothing}; }

} // namespace fanfare
