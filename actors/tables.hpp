#pragma once

// The tables that lie on desks (interfaces.hpp) beside their inboxes, in the
// order of the flow. Each belongs to the actor at its desk.

#include "fanfare/listener_state.hpp"

#include "actors/crowding.hpp"
#include "actors/items.hpp"
#include "actors/items_beside.hpp"
#include "matching/listener_index.hpp"
#include "messages/listener_event.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
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
  index_ptr index;       ///< That it was matched with, which holds `listeners`.
  std::vector<const ready_listener_ptr*> listeners; ///< That match it; empty before matching.
  std::size_t sent = 0; ///< Those that all deliveries have been sent to.
  std::size_t part = 0; ///< Deliveries sent to the parts of the next one.
  /// What the event is ordered under, by what listeners order by.
  std::map<std::string, std::shared_ptr<const std::string>, std::less<>> order_keys;
  bool announced = false;
  unsigned failures = 0; ///< Matchers that died over this event.
};

/// What a matcher need not say twice.
struct match_memory {
  std::set<std::string> held_types; ///< Of which the log has said that they are held.
  /// Event types, since the node started; at most `seen_types::most`.
  std::unordered_set<std::string> met_types;
  bool backlog = false; ///< All of it that was in the journal at the start.
};

/// What a matcher sends on in one go: the plans, then the deliveries.
struct match_output {
  std::vector<flight_plan> plans;
  std::map<deliverer_desk*, std::vector<delivery>> deliveries;
  std::vector<delivery> homeless;     ///< Of notifier types that this node does not have.
  std::vector<std::string> new_types; ///< Event types that this node had not met.
};

// -- deliverers ----------------------------------------------------------------

/// How the lanes of a deliverer are doing, all in all.
struct lane_watch {
  usual_latency everywhere; ///< Of the answers in all of them.
  class crowding crowding;
  posted_census census;                               ///< For the other deliverers to read.
  std::chrono::steady_clock::time_point look_at{};    ///< Over all of them.
  std::chrono::steady_clock::time_point count_at{};   ///< What is parked in order.
  std::chrono::steady_clock::time_point judge_from{}; ///< Attempts that are not answered.
};

// -- settler -------------------------------------------------------------------

/// An event some of whose deliveries are not finished.
struct flight {
  std::uint32_t planned = 0;
  std::uint32_t open = 0;
  std::uint32_t credit = 0; ///< Of deliveries; goes back when it lands.
  std::uint32_t excess = 0; ///< Deliveries beyond the matcher's window.
  std::size_t bytes = 0;
  bool touched = false;           ///< A receiver may know of it.
  bool has_ended_in_part = false; ///< What has not holds up the rest.
  std::vector<parked_delivery> parks;
  std::vector<parked_delivery> leases;          ///< Parked while they are on their way.
  std::vector<parked_delivery> parks_of_leases; ///< The same, for the store.
  std::vector<dead_delivery> dead;
  std::vector<order_note> ordered; ///< What of its parks is in order.
};

/// When an event, whose first delivery has ended, is to be settled without the rest.
struct late_flight {
  std::chrono::steady_clock::time_point when{};
  event_id event{};
};

/// The deliveries of an event that were leased and whose attempts have not ended.
struct lease_count {
  std::uint32_t open = 0;
  std::size_t bytes = 0; ///< Of the event, which they keep in memory.
};

/// Credit that goes back when the store has committed.
struct settled_credit {
  std::int64_t events = 0;
  std::int64_t bytes = 0;
  std::int64_t deliveries = 0;
  std::int64_t leased = 0;
  std::int64_t leased_bytes = 0;
};

/// What goes to the store in one commit, and what follows when it has succeeded.
struct collected_endings {
  settlement what;
  std::vector<parked_delivery> leased; ///< Those of its parks that are under way.
  std::vector<order_note> ordered;     ///< What of its parks is in order.
  std::size_t deliveries = 0;          ///< Of the events in it.
  bool holds_up = false;               ///< Others of a key are due when a claim of it has ended.
  settled_credit credit;
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
  /// Of the listeners, since the engine has disabled it: who is enabled in a
  /// newer one was enabled again.
  std::uint64_t disabled_in = 0;
};

// -- crier ---------------------------------------------------------------------

/// Dead letters of one listener that others have not been told of.
struct death_toll {
  listener_event told; ///< The last of them, and how many.
  std::chrono::steady_clock::time_point not_before{};
};

// -- custodian -----------------------------------------------------------------

/// A lane in which something may have waited too long.
struct overdue_lane {
  std::string listener;
  std::chrono::milliseconds by; ///< What has been due for so long is buried,
  std::string reason;           ///< for this reason.
  bool is_told = true;          ///< Whether others may be told of it.
};

// -- herald --------------------------------------------------------------------

/// When the store is asked how it is, and what was said of it.
struct store_watch {
  bool asking = false;
  std::chrono::steady_clock::time_point ask_at{};
  std::chrono::steady_clock::time_point look_at{}; ///< For dangers too.
  std::set<std::string> warned; ///< The subjects of the dangers that were there last time.
  std::chrono::steady_clock::time_point notifiers_at{};
  std::set<std::string> outages; ///< The same of the notifiers.
};

} // namespace fanfare
