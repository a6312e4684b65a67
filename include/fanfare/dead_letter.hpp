#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// A delivery that was given up on, with the reason.
struct dead_letter {
  std::string id; ///< Names it in its store, for as long as it is there. Opaque.
  std::string event_id;
  std::string listener_id; ///< Empty: the event itself could not be used.
  std::string part;
  std::string event_type;  ///< Empty: not known, as of an event that could not be used.
  std::string reason;      ///< Why it was given up, e.g. "12 attempts failed".
  std::string last_answer; ///< What the last attempt ended with.
  std::uint32_t attempts = 0;
  /// When its first attempt had failed; none: no attempt was made.
  std::optional<std::chrono::system_clock::time_point> first_failed_at = {};
  std::chrono::system_clock::time_point died_at;
};

/// A dead letter with what was to be delivered.
struct buried_report {
  dead_letter letter;
  std::string body; ///< The report, byte for byte as it was published.
};

/// Which dead letters are meant: those for which all of this holds. What is
/// empty says nothing; all of it empty means every one there is.
struct dead_filter {
  std::vector<std::string> ids = {};
  std::string listener_id = {};
  std::string event_id = {};
  std::optional<std::chrono::system_clock::time_point> since = {}; ///< Died then or later.
  std::string reason = {}; ///< Stands somewhere in the reason, letter by letter.
  std::string event_type = {};
};

} // namespace fanfare
