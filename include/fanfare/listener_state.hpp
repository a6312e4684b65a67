#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

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

  bool operator==(const listener_state&) const = default;
};

} // namespace fanfare
