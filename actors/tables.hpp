#pragma once

// The tables that lie on desks (interfaces.hpp) beside their inboxes, in the
// order of the flow. Each belongs to the actor at its desk.

#include "fanfare/listener_state.hpp"

#include "actors/items.hpp"
#include "actors/lanes.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

struct deliverer_desk;

// -- ingestor ------------------------------------------------------------------

/// A publish on its way through commits of at most 256 events.
struct publish_progress {
  publish_request request;
  std::size_t count = 0;      ///< Of its events.
  std::size_t committing = 0; ///< Events handed to the store in the commit under way.
  std::vector<event_id> ids;  ///< Of the events that are durable.
};

// -- matcher -------------------------------------------------------------------

/// Where a matcher stands that ran out of credit in the middle of a batch.
struct match_progress {
  std::size_t event = 0; ///< The events before this one of the batch are done with.
  index_ptr index; ///< That it was matched with, which holds `listeners`.
  std::vector<const ready_listener_ptr*> listeners; ///< That match it; empty before matching.
  std::size_t sent = 0;                      ///< Those that all deliveries have been sent to.
  std::size_t part = 0;                      ///< Deliveries sent to the parts of the next one.
  bool announced = false;
};

/// What a matcher sends on in one go: the plans, then the deliveries.
struct match_output {
  std::vector<flight_plan> plans;
  std::map<deliverer_desk*, std::vector<delivery>> deliveries;
  std::vector<delivery> homeless;     ///< Of notifier types that this node does not have.
  std::vector<std::string> new_types; ///< Event types that this node had not met.
};

// -- settler -------------------------------------------------------------------

/// An event some of whose deliveries are not finished.
struct flight {
  std::uint32_t open = 0;
  std::uint32_t deliveries = 0; ///< Whose credit goes back when it lands.
  std::uint32_t excess = 0;     ///< Deliveries beyond the matcher's window.
  std::size_t bytes = 0;
  bool touched = false; ///< A receiver may know of it.
  std::vector<parked_delivery> parks;
  std::vector<dead_delivery> dead;
};

/// Credit that goes back when the store has committed.
struct settled_credit {
  std::int64_t events = 0;
  std::int64_t bytes = 0;
  std::int64_t deliveries = 0;
};

// -- librarian -----------------------------------------------------------------

/// What is to be written down of a listener that is broken, or is so no longer.
struct quarantine_note {
  std::string reason; ///< Empty: it is lifted out of the quarantine.
  std::string last_good;

  bool operator==(const quarantine_note&) const = default;
};

/// Who is in quarantine, and what of it the store does not know yet.
struct quarantine_book {
  std::unordered_map<std::string, quarantine_note> all; ///< As the store has it, or soon will.
  std::map<std::string, quarantine_note> to_note;       ///< Not yet given to the store.
  std::map<std::string, quarantine_note> under_note; ///< Given to it, kept until it has succeeded.
  std::chrono::steady_clock::time_point note_at{};   ///< After a failure.
};

// -- chronicler ----------------------------------------------------------------

/// What is known of a listener's receiver, and whether the store knows it.
struct chronicle {
  enum class unwritten : std::uint8_t { nothing, refresh, change };
  listener_state state;
  unwritten what = unwritten::nothing;
};

// -- herald --------------------------------------------------------------------

/// When the store is asked how it is, and what was said of it.
struct store_watch {
  bool asking = false;
  std::chrono::steady_clock::time_point ask_at{};
  std::chrono::steady_clock::time_point look_at{}; ///< For dangers too.
  std::set<std::string> warned; ///< The subjects of the dangers that were there last time.
};

} // namespace fanfare
