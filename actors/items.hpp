#pragma once

// What travels between the stages, in the order of the flow (interfaces.hpp).
// Answers of the store come in as items too, so that none is lost with an actor.

#include "fanfare/upkeep.hpp"

#include "actors/lanes.hpp"
#include "actors/publish_reply.hpp"
#include "storage/journal.hpp"
#include "storage/listener_states.hpp"
#include "storage/listener_store.hpp"
#include "storage/quarantine.hpp"
#include "storage/retries.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

// -- to the ingestor -------------------------------------------------------------

/// Reports of one publisher, validated.
struct publish_request {
  std::vector<new_event> events;
  std::size_t bytes = 0; ///< Of all bodies.
  publish_reply reply;
};

/// What the store said to a commit.
struct commit_answer {
  result<std::vector<event_id>> ids;
};

// -- to the journal reader -------------------------------------------------------

struct read_answer {
  std::uint64_t mark = 0; ///< `journal::change_mark` before reading.
  result<journal_batch> batch;
};

// -- to the matcher, and on to the settler ---------------------------------------

/// Events in the order of the journal.
struct event_batch {
  std::vector<event_ptr> events;
  /// They are matched with these listeners or newer ones.
  std::uint64_t listeners_version = 0;
};

/// Says, before any of its deliveries is sent, how many an event has.
struct flight_plan {
  event_ptr what;
  std::uint32_t deliveries = 0;
};

// -- from the deliverers to the settler ------------------------------------------

/// How a delivery left its lane.
enum class ending : std::uint8_t {
  delivered,
  retry,
  rejected,
  gone,
  unsent,
  withdrawn, ///< Not attempted: parked, no attempt used up.
  abandoned, ///< Under way when the engine stopped, so nobody knows: parked likewise.
  dropped,   ///< Its listener, or the part of it that it was for, is gone.
};

struct finished_delivery {
  delivery what;
  ending how = ending::delivered;
  std::string detail;
  /// How long it is to wait if it is parked; none: as long as its schedule says.
  std::optional<std::chrono::milliseconds> pause = {};
};

struct settle_answer {
  result<void> how;
};

// -- to the retrier --------------------------------------------------------------

struct due_answer {
  result<std::vector<due_lane>> lanes;
};

struct claim_answer {
  result<std::vector<claimed_delivery>> claimed;
};

/// Claims that are settled: their places are free again.
struct freed_claims {
  std::vector<retry_outcome> which;
  /// The earliest of what was parked anew, if anything was.
  std::optional<std::chrono::milliseconds> next_due;
};

// -- to the librarian ------------------------------------------------------------

struct edits_answer {
  std::uint64_t mark = 0;
  result<listener_edits> edits;
  std::optional<listener_set> all; ///< Loaded instead, when the edits were not complete.
  std::vector<quarantined_listener> quarantined = {}; ///< Loaded with all of them.
};

// -- from the settler to the chronicler --------------------------------------------

/// How an attempt for a listener ended, when that is news (matching/pulse.hpp).
struct health_note {
  std::string listener;
  std::optional<std::string> failure; ///< What it ended with; none: delivered.
};

struct states_answer {
  result<std::vector<listener_state>> states;
};

// -- to the herald -----------------------------------------------------------------

/// How the store is.
struct condition_answer {
  std::int64_t balance_then = 0; ///< `journal_backlog::balance` before the reading.
  result<std::uint64_t> unsettled;
  std::optional<result<std::vector<finding>>> dangers = {}; ///< If they were asked for.
};

} // namespace fanfare
