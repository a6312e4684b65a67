#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// An attempt as people look at it. A store keeps a limited number of them, and
/// under load not each is written down.
struct recent_attempt {
  std::string id; ///< Names its place, to go on from there. Opaque.
  std::string event_id;
  std::string event_type;
  std::string listener_id;
  std::string part;
  std::uint32_t number = 1; ///< Which attempt of the delivery it was.
  std::string outcome;      ///< delivered, retry, rejected, gone or unsent.
  int status = 0;           ///< What the protocol says, e.g. 503; 0: it says none.
  std::chrono::milliseconds took{0};
  std::chrono::system_clock::time_point ended_at;
  std::string detail = {}; ///< Why it did not deliver, or what else there is to say.
  std::string answer = {}; ///< The first bytes of what the receiver said.
};

/// Which attempts are meant; what is empty says nothing.
struct attempt_filter {
  std::string listener_id = {};
  std::string event_id = {};
};

/// A delivery that waits in the store.
struct waiting_report {
  std::string listener_id;
  std::string part;
  std::uint32_t attempts = 0; ///< Used up.
  /// When it is due. None: it is held behind an earlier event of its order.
  std::optional<std::chrono::system_clock::time_point> due_at = {};
  std::string last_error = {};
  std::string order_key = {};
};

} // namespace fanfare
