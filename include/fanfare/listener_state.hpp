#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// How a listener's receiver has been doing. Nodes write it when it changes;
/// while all is well, `last_success` may be some seconds old.
struct listener_state {
  using time_point = std::chrono::system_clock::time_point;

  std::string listener_id;
  std::optional<time_point> failing_since = {}; ///< The first failure since the last success.
  std::optional<time_point> last_success = {};
  std::optional<time_point> last_error_at = {};
  std::string last_error = {};            ///< What the last attempt that failed ended with.
  std::uint32_t consecutive_failures = 0; ///< Attempts since the last success.

  /// Since when nothing is sent to it but a probe now and then, because it fails.
  std::optional<time_point> breaker_open_since = {};
  /// Since when nodes know that it is paused or disabled while deliveries wait for it.
  std::optional<time_point> held_since = {};

  /// Who has disabled it, if that was no admin: `fanfare`. Means nothing once it is enabled.
  std::string disabled_by = {};
  std::string disabled_because = {};
  std::optional<time_point> disabled_at = {};

  /// What others have been told of it: that it fails, and that so many percent of
  /// `disable_after` are over.
  bool failing_told = false;
  std::uint32_t disabling_told = 0;

  bool operator==(const listener_state&) const = default;
};

/// What a check of one listener has found.
struct listener_finding {
  std::string id = {}; ///< As it stands in the store: it need not be one.
  std::string name = {};
  /// What is wrong with it, beginning with the field. Empty: it is valid.
  std::string problem = {};
  /// When a node noticed, and put it in quarantine. None: no node has yet.
  std::optional<listener_state::time_point> broken_since = {};
  /// Whether nodes go on with a version from before, or without the listener.
  enum class in_use : std::uint8_t { as_it_is, last_good, nothing } version = in_use::as_it_is;
  /// What may be in order all the same, such as a secret that is not here but
  /// where the node runs.
  std::vector<std::string> warnings = {};
};

/// What an import did. `created` and `updated` are in the store by now.
struct import_counts {
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
};

} // namespace fanfare
