#pragma once

// What travels between the stages, in the order of the flow (interfaces.hpp).
// Answers of the store come in as items too, so that none is lost with an actor.

#include "actors/caution.hpp"
#include "actors/lane.hpp"
#include "actors/publish_reply.hpp"
#include "actors/remainder.hpp"
#include "storage/journal.hpp"
#include "storage/retries.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
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
  bool is_taken = false; ///< Somebody has begun to work on it.
  caution::stage careful = caution::stage::over;
  std::uint32_t deaths = 0;   ///< Of nodes before this one, in a row, when it has just been asked.
  std::uint64_t doubtful = 0; ///< Events found unsettled then.
  std::uint32_t suspicions = 0; ///< Of the first event of the batch.
  // With the first reading:
  std::vector<ordered_key> parked = {}; ///< What is parked in order.
  std::uint64_t backlog = 0;            ///< Events unsettled, at least.
};

// -- to the matcher, and on to the settler ---------------------------------------

/// Events in the order of the journal.
struct event_batch {
  std::vector<event_ptr> events;
  /// They are matched with these listeners or newer ones.
  std::uint64_t listeners_version = 0;
  std::vector<ordered_key> parked = {}; ///< Before these events; the first batch says it.
  bool end_of_backlog = false; ///< All that was in the journal at the start is in these or before.
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
  /// What is kept of it, if its lane had to know: whoever waits behind it does
  /// something else then. Null: nobody has decided yet.
  std::shared_ptr<remainder> left = nullptr;
};

/// To a deliverer, from the settler: the store knows what was parked in order.
/// At the start, from the matcher: so many were parked under a key.
struct order_note {
  ready_listener_ptr to;
  std::string key;
  event_id event = {};
  std::uint64_t parked_before = 0; ///< 0: it is about the event.
};

/// From a deliverer, to the retrier: what is parked in order for a listener is to be
/// counted. It comes back with the count.
struct order_count {
  std::string listener;
  std::uint64_t number = 0;
  std::unordered_map<std::string, std::uint64_t> parked = {}; ///< By key.
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
  std::vector<claim_request> wanted = {}; ///< Empty, if they were claimed with care.
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

} // namespace fanfare
