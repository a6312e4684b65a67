#pragma once

// What travels to those who stand beside the flow (interfaces_beside.hpp).

#include "fanfare/recent_attempt.hpp"
#include "fanfare/result.hpp"
#include "fanfare/upkeep.hpp"

#include "actors/listener_disabling.hpp"
#include "storage/holdings.hpp"
#include "storage/listener_states.hpp"
#include "storage/listener_store.hpp"
#include "storage/quarantine.hpp"
#include "storage/retries.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

// -- to the librarian ------------------------------------------------------------

struct edits_answer {
  std::uint64_t mark = 0;
  result<listener_edits> edits;
  std::optional<listener_set> all; ///< Loaded instead, when the edits were not complete.
  std::vector<quarantined_listener> quarantined = {}; ///< Loaded with all of them.
};

// -- to the chronicler ---------------------------------------------------------------

/// From the settler: how an attempt for a listener ended, when that is news
/// (matching/pulse.hpp).
struct health_note {
  std::string listener;
  std::optional<std::string> failure; ///< What it ended with; none: delivered.
  bool gone = false;                  ///< The receiver said that it is, for ever.
  /// What was delivered, or was not, is an event of the engine's own: no further
  /// ones may come of it, or they would never end.
  bool of_engine = false;
};

/// From the settler and the custodian: deliveries to a listener were given up.
struct death_note {
  std::string listener;
  std::string reason;
  std::string last_answer = {};
  std::string event_id = {};
  std::uint64_t count = 1;
};

/// From a deliverer: a listener's circuit breaker has opened, or closed.
struct breaker_note {
  std::string listener;
  bool open = false;
};

/// From the custodian: since when something waits for a listener that takes
/// nothing; none: no more.
struct hold_note {
  std::string listener;
  std::optional<listener_state::time_point> since;
};

struct disable_answer {
  disable_order order;
  result<disable_end> how;
};

struct states_answer {
  result<std::vector<listener_state>> states;
};

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

/// What is kept for one listener, and how large that is.
struct weighed_holding {
  holding what;
  report_sizes each;

  std::uint64_t bytes() const { return what.parked * each.parked + what.dead * each.dead; }
};

/// What is kept, and how long it took to find out.
struct holdings_answer {
  result<std::vector<holding>> all;
  result<std::uint64_t> bytes;
  /// Who has the most bytes, if all together have too many.
  std::optional<weighed_holding> heaviest = {};
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
