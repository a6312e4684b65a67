#pragma once

// The flow of the engine, from top to bottom. Each stage has a desk: its inboxes, and the tables it
// works with. Desks belong to the engine; actors come and go. Work (items.hpp) travels downwards
// only, from inbox to inbox; upwards comes nothing but credit.
//
//   publish -> ingestor -> (journal) -> journal reader -> matcher -> deliverers
//           -> notifier -> deliverers -> settler -> (journal, retries, dead letters)
//   (retries) -> retrier -> deliverers
//
// Those who stand beside the flow have theirs in interfaces_beside.hpp.

#include "actors/attempt_sample.hpp"
#include "actors/bell.hpp"
#include "actors/catch_up.hpp"
#include "actors/claim_book.hpp"
#include "actors/credit.hpp"
#include "actors/inbox.hpp"
#include "actors/interfaces_beside.hpp"
#include "actors/items.hpp"
#include "actors/lanes.hpp"
#include "actors/meters.hpp"
#include "actors/tables.hpp"
#include "actors/tickets.hpp"
#include "messages/event_id_hash.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace fanfare {

// -- 1. ingestor: makes published reports durable, then answers ----------------

struct ingestor_desk {
  class bell bell;
  inbox<publish_request> publishes{bell};
  inbox<commit_answer> commits{bell};
  std::deque<publish_progress> line; ///< In the order of arrival.
  std::size_t under_commit = 0;      ///< Events of the commit under way; 0: none is.
};

// -- 2. journal reader: reads what is not settled, as far as credit goes -------

struct reader_desk {
  class bell bell;
  inbox<read_answer> reads{bell};
  std::atomic<bool> news{true}; ///< The journal may hold more than has been read.
  std::optional<event_id> last; ///< The newest event read.
  bool reading = false;
  bool has_begun = false;
  std::uint64_t backlog = 0; ///< So many events that were there at the start are not read yet.
  bool said_end_of_backlog = false;
  std::uint64_t arrived = 0; ///< Events read that were not there at the start.
  std::uint64_t seen_mark = 0;
  std::chrono::steady_clock::time_point look_at{};     ///< Also without news.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure, or a death.

  std::uint64_t doubtful = 0;                            ///< So many more are read with care,
  std::chrono::steady_clock::time_point careful_until{}; ///< until then at most.
  std::chrono::steady_clock::time_point group_until{};   ///< So long those wait for the last ones.
  std::vector<event_id> suspected;                       ///< Those that are worked on now.

  credit events; ///< The window: read and not settled.
  credit bytes;

  reader_desk(std::size_t window_events, std::size_t window_bytes)
      : events(window_events, bell), bytes(window_bytes, bell) {}
};

// -- 3. matcher: turns events into deliveries ----------------------------------

struct matcher_desk {
  class bell bell;
  inbox<event_batch> batches{bell};
  match_progress progress;
  std::optional<std::chrono::steady_clock::time_point> waiting_since; ///< For the listeners.
  std::optional<std::uint64_t> late_version; ///< Of those that were waited for in vain.
  match_memory known;
  match_output out;  ///< Found and not yet sent on.
  credit deliveries; ///< In memory: queued, under way, or to be kept and not yet stored.

  explicit matcher_desk(std::size_t window_deliveries) : deliveries(window_deliveries, bell) {}
};

// -- 4. deliverers: one per core for each notifier type, with a share of the lanes --

struct deliverer_desk {
  class bell bell;
  inbox<std::vector<delivery>> work{bell};
  inbox<std::vector<outcome>> outcomes{bell};
  inbox<std::vector<order_note>> orders{bell};
  inbox<order_count> counts{bell};
  inbox<std::vector<event_id>> late{bell};             ///< Events that wait for what waits here.
  std::unordered_set<event_id, event_id_hash> held_up; ///< Those of them that still do.
  lane_table lanes;
  ticket_table under_way;               ///< Attempts that the notifier has not answered.
  std::vector<attempt> leaving;         ///< Under way, but not yet handed to the notifier.
  std::deque<std::uint64_t> alone;      ///< The notifier threw over several; handed over next.
  std::vector<finished_delivery> ended; ///< Not yet sent on.
  std::vector<gate_note> gates;         ///< Not yet sent on.
  attempt_sample sample;                ///< Of those that are written down.
  std::vector<breaker_note> breakers;   ///< Not yet sent on.
  lane_watch watch;
  /// For others to read: zero when nothing is under way, nor is being handed over.
  std::atomic<std::size_t> attempts{0};
  delivery_meter meter; ///< Written by the one at the desk.
};

// -- 5. settler: brings what became of deliveries to the store -----------------

struct settler_desk {
  class bell bell;
  inbox<std::vector<flight_plan>> plans{bell};
  inbox<std::vector<finished_delivery>> finished{bell};
  inbox<std::vector<dead_delivery>> unusable{bell}; ///< Events that are no reports.
  inbox<settle_answer> answers{bell};

  std::unordered_map<event_id, flight, event_id_hash> flights;
  std::unordered_map<event_id, lease_count, event_id_hash> leases;
  std::int64_t freed = 0;                     ///< Credit of deliveries that goes back in this turn.
  std::deque<late_flight> late;               ///< The next first.
  std::deque<collected_endings> collected{1}; ///< Wait for the commit under way, one each.
  std::size_t most_kept = 32;                 ///< Deliveries in one of them, or a few more.
  std::uint64_t arrived = 0;                  ///< Events, when the last commit began.
  collected_endings under_way;                ///< Given to the store; kept until it has succeeded.
  bool committing = false;
  std::optional<std::chrono::steady_clock::time_point> again_at; ///< After a failure.
  std::chrono::steady_clock::time_point gather_until{};          ///< After a commit.

  lease_credit leased; ///< In memory beside the window.
  explicit settler_desk(std::size_t most = 65'536, std::size_t most_bytes = 64 << 20)
      : leased(most, most_bytes, bell) {}
};

// -- 6. retrier: brings parked deliveries back when they are due ---------------

struct retrier_desk {
  static constexpr std::size_t most_claims = 16'384; ///< In memory, beside what is leased.

  class bell bell;
  inbox<due_answer> due{bell};
  inbox<claim_answer> claims{bell};
  inbox<freed_claims> freed{bell};
  inbox<std::vector<gate_note>> gates{bell};
  inbox<std::vector<order_count>> counts{bell};

  bool asking = false;   ///< For due lanes.
  bool claiming = false; ///< Claims are under way.
  std::chrono::steady_clock::time_point ask_at{};
  std::set<std::string> full;                      ///< Lanes that have more to claim, most likely.
  std::chrono::steady_clock::time_point look_at{}; ///< When to ask for all that are due.
  claim_book book;
  catch_up pace;
  std::optional<std::chrono::steady_clock::time_point>
      careful_since;                                     ///< Claims are made with care.
  std::chrono::steady_clock::time_point careful_until{}; ///< So long at least, as far as is known.
  std::chrono::steady_clock::time_point last_care{};     ///< When some were claimed so.
  std::vector<event_id> suspected;                       ///< The last that went so.
  std::unordered_map<std::string, lane_gate> shut;       ///< Lanes that take no claims, or few.
  /// For others to read: zero when nothing is claimed, nor is being claimed.
  std::atomic<std::size_t> open{0};
  /// The same: claims are in no hurry, for something new comes in.
  std::atomic<bool> yields{false};
  const std::size_t most_bytes; ///< Of the events that are claimed.

  explicit retrier_desk(std::size_t most_bytes_claimed = 64 << 20)
      : most_bytes(most_bytes_claimed) {}
};

} // namespace fanfare
