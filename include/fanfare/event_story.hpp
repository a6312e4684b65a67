#pragma once

#include "fanfare/recent_attempt.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// How far a delivery has come. Closed set: switches over it have no default.
enum class delivery_state : std::uint8_t {
  open,      ///< A node has it, or will have it soon.
  waiting,   ///< It waits in the store for its next attempt.
  delivered, ///< Its receiver took it.
  dead,      ///< It was given up on: there is a dead letter.
  ended,     ///< It is neither waiting nor dead any more, and the last attempt known had failed.
};

/// One event for one listener, or for a part of it, as far as the store knows.
struct delivery_story {
  std::string listener_id;
  std::string listener_name = {}; ///< Empty: it has none, or is gone.
  std::string part = {};
  delivery_state state = delivery_state::open;
  std::uint32_t attempts = 0; ///< Used up, as far as they are known.
  /// When it is due, if it waits. None: it is held, or behind an earlier event of its order.
  std::optional<std::chrono::system_clock::time_point> due_at = {};
  std::string reason = {};         ///< Why it waits, is dead or failed.
  std::string dead_letter_id = {}; ///< If it is dead.
};

/// What became of an event. Of one that is settled the store keeps only what is
/// not delivered, and of attempts only those of late, under load not all of them.
struct event_story {
  std::string event_id;
  std::string event_type = {}; ///< Empty: not known any more.
  std::chrono::system_clock::time_point published_at;
  bool settled = true;
  std::optional<std::string> body = {};        ///< None: nothing is kept that would need it.
  std::vector<delivery_story> deliveries = {}; ///< By listener, then part.
  std::vector<recent_attempt> attempts = {};   ///< The oldest first.
};

} // namespace fanfare
