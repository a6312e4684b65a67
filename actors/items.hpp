#pragma once

// What travels between the stages, in the order of the flow (interfaces.hpp).
// Answers of the store come in as items too, so that none is lost with an actor.

#include "actors/caution.hpp"
#include "actors/lane.hpp"
#include "actors/listener_disabling.hpp"
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
  caution::stage careful = caution::stage::over;
  std::uint32_t deaths = 0;   ///< Of nodes before this one, in a row, when it has just been asked.
  std::uint64_t doubtful = 0; ///< Events found unsettled then.
  std::uint32_t suspicions = 0; ///< Of the first event of the batch.
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
  expired,   ///< Its event was too old when its turn came.
  poisonous, ///< Nodes died whenever they worked on its event.
  leased,    ///< No ending: it is under way, and parked meanwhile (delivery_origin::leased).
};

struct finished_delivery {
  delivery what;
  ending how = ending::delivered;
  std::string detail;
  /// How long it is to wait if it is parked; none: as long as its schedule says.
  std::optional<std::chrono::milliseconds> pause = {};
  std::uint32_t status = 0; ///< See `outcome::status`.
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
  std::uint32_t suspicions = 0; ///< Of the first one's event, if they were claimed with care.
};

/// What the settler has committed: claims that are settled, whose places are
/// free again, after those that were parked as leased, which count as claimed.
struct freed_claims {
  std::vector<parked_delivery> leased = {};
  std::vector<retry_outcome> which = {};
  /// The earliest of what was parked anew, if anything was.
  std::optional<std::chrono::milliseconds> next_due = {};
};

/// From a deliverer: when the claims of a lane make sense; nothing: always.
struct gate_note {
  std::string listener;
  std::optional<lane_gate> gate;
};

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

} // namespace fanfare
