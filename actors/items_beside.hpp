#pragma once

// What comes to those who look after what is kept and how the node is (interfaces_beside.hpp).
// What comes to the others is in items.hpp.

#include "fanfare/recent_attempt.hpp"
#include "fanfare/result.hpp"
#include "fanfare/upkeep.hpp"

#include "actors/items.hpp"
#include "storage/holdings.hpp"
#include "storage/retries.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

// -- to the custodian ----------------------------------------------------------------

/// For whom something waits that nobody claims, and, the first time, what is
/// known of all listeners.
struct unclaimed_answer {
  result<std::vector<std::string>> lanes;
  std::vector<listener_state> states = {};
};

struct overdue_answer {
  result<std::vector<waiting_delivery>> deliveries;
};

struct burial_answer {
  result<void> how;
  death_note what;
};

// -- to the steward ------------------------------------------------------------------

/// What is kept, and how long it took to find out.
struct holdings_answer {
  result<std::vector<holding>> all;
  result<std::uint64_t> bytes;
  std::chrono::steady_clock::duration took{};
};

/// What a listener has too much of. The oldest go.
struct drop_order {
  enum class kind : std::uint8_t { parked, dead };
  std::string listener;
  kind what = kind::parked;
  std::uint64_t count = 0;
  std::chrono::milliseconds age{0}; ///< Only those that are as old.
};

struct drop_answer {
  result<std::uint64_t> dropped;
  std::uint64_t wanted = 0;
};

// -- to the herald -----------------------------------------------------------------

/// How the store is.
struct condition_answer {
  std::int64_t balance_then = 0; ///< `journal_backlog::balance` before the reading.
  result<std::uint64_t> unsettled;
  std::optional<result<std::vector<finding>>> dangers = {}; ///< If they were asked for.
};

} // namespace fanfare
