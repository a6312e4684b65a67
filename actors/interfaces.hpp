#pragma once

// The flow of the engine, from top to bottom. Each stage has a desk: its inboxes, and the tables it
// works with. Desks belong to the engine; actors come and go. Work (items.hpp) travels downwards
// only, from inbox to inbox; upwards comes nothing but credit.
//
//   publish -> ingestor -> (journal) -> journal reader -> matcher -> deliverers
//           -> notifier -> deliverers -> settler -> (journal, retries, dead letters)
//   (retries) -> retrier -> deliverers          (listeners) -> librarian -> matcher
//   settler -> chronicler -> (listener states)     matcher -> cataloguer -> (event types)

#include "actors/bell.hpp"
#include "actors/credit.hpp"
#include "actors/inbox.hpp"
#include "actors/items.hpp"
#include "actors/lanes.hpp"
#include "actors/meters.hpp"
#include "actors/tables.hpp"
#include "matching/listener_collection.hpp"
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
  std::uint64_t seen_mark = 0;
  std::chrono::steady_clock::time_point look_at{};     ///< Also without news.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.

  credit events; ///< The window: read and not settled.
  credit bytes;

  reader_desk(std::size_t window_events, std::size_t window_bytes)
      : events(static_cast<std::int64_t>(window_events), bell),
        bytes(static_cast<std::int64_t>(window_bytes), bell) {}
};

// -- 3. matcher: turns events into deliveries ----------------------------------

struct matcher_desk {
  class bell bell;
  inbox<event_batch> batches{bell};
  match_progress progress;
  std::optional<std::chrono::steady_clock::time_point> waiting_since; ///< For the listeners.
  std::set<std::string> held_types; ///< Of which the log has said that they are held.
  std::unordered_set<std::string>
      met_types;     ///< Since the node started; at most `seen_types::most`.
  match_output out;  ///< Found and not yet sent on.
  credit deliveries; ///< In memory: queued, under way, or not yet settled.

  explicit matcher_desk(std::size_t window_deliveries)
      : deliveries(static_cast<std::int64_t>(window_deliveries), bell) {}
};

// -- 4. deliverers: one per core for each notifier type, with a share of the lanes --

struct deliverer_desk {
  class bell bell;
  inbox<std::vector<delivery>> work{bell};
  inbox<std::vector<outcome>> outcomes{bell};
  lane_table lanes;
  ticket_table under_way;               ///< Attempts that the notifier has not answered.
  std::vector<finished_delivery> ended; ///< Not yet sent on.
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
  settlement collected; ///< Waits for the commit under way.
  settled_credit collected_credit;
  settlement under_way; ///< Given to the store; kept until it has succeeded.
  settled_credit under_way_credit;
  bool committing = false;
  std::optional<std::chrono::steady_clock::time_point> again_at; ///< After a failure.
  std::chrono::steady_clock::time_point gather_until{};          ///< After a commit.
};

// -- 6. retrier: brings parked deliveries back when they are due ---------------

struct retrier_desk {
  class bell bell;
  inbox<due_answer> due{bell};
  inbox<claim_answer> claims{bell};
  inbox<freed_claims> freed{bell};

  bool asking = false;   ///< For due lanes.
  bool claiming = false; ///< Claims are under way.
  std::chrono::steady_clock::time_point ask_at{};
  std::unordered_map<std::string, std::size_t> held; ///< Claims by listener.
  std::unordered_set<std::string> claimed; ///< "event|listener|part": not to be sent twice.
  /// For others to read: zero when nothing is claimed, nor is being claimed.
  std::atomic<std::size_t> open{0};
};

// -- 7. librarian: keeps the index of the listeners current --------------------

struct librarian_desk {
  class bell bell;
  inbox<edits_answer> answers{bell};
  std::atomic<std::uint64_t> wanted_version{0}; ///< Somebody waits for this one.
  std::uint64_t asked_version = 0; ///< The last wanted one that the store was asked for at once.
  bool asking = false;
  std::chrono::steady_clock::time_point look_at{};     ///< Also without being asked for a version.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.
  std::chrono::steady_clock::time_point published_at{};
  std::uint64_t seen_mark = 0;
  std::uint64_t version = 0;
  listener_collection listeners; ///< A broken one stays as its last good version.
  inbox<merged_layers> merged{bell};
  inbox<result<void>> noted{bell};
  quarantine_book quarantine;
};

/// The merger's: layers of listeners become one while the librarian goes on.
struct merger_desk {
  class bell bell;
  inbox<merge_order> orders{bell};
};

// -- 8. chronicler: writes down how the listeners' receivers are doing -----------

/// The event types that come by for the first time.
struct cataloguer_desk {
  class bell bell;
  inbox<std::vector<std::string>> met{bell};
  inbox<result<void>> written{bell};

  std::vector<std::string> to_write;
  std::vector<std::string> under_way;                  ///< Given to the store.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.
};

struct chronicler_desk {
  class bell bell;
  inbox<std::vector<health_note>> notes{bell};
  inbox<states_answer> loads{bell};
  inbox<result<void>> written{bell};

  bool loading = false;
  bool loaded = false;
  /// Those of whom there is something to remember, or to write.
  std::unordered_map<std::string, chronicle> known;
  std::deque<std::string> changed;                     ///< To be written, the oldest first.
  std::deque<std::string> refreshed;                   ///< The same, when there is room.
  std::vector<std::string> under_way;                  ///< Given to the store.
  std::chrono::steady_clock::time_point write_at{};    ///< Not earlier.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.
};

// -- 9. herald: says that the node lives, and how store and notifiers are --------

struct herald_desk {
  class bell bell;
  inbox<result<void>> answers{bell};
  inbox<condition_answer> conditions{bell};
  bool speaking = false;
  std::chrono::steady_clock::time_point speak_at{};
  store_watch watch;
  std::chrono::steady_clock::time_point look_at{}; ///< At the notifiers.
  std::set<std::string> troubled;                  ///< Types of those that had a problem.
};

} // namespace fanfare
