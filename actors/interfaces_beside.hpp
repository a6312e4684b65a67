#pragma once

// The desks of those who stand beside the flow (interfaces.hpp), and what they do for it:
//
//   (listeners) -> librarian -> matcher, merger      matcher -> cataloguer -> (event types)
//   settler, deliverers -> chronicler -> (listener states)
//   chronicler, librarian -> crier -> ingestor       (retries) -> custodian -> (dead letters)
//   deliverers -> recorder -> (attempts)
//   (retries, dead letters) -> steward, which drops what is too much

#include "actors/bell.hpp"
#include "actors/inbox.hpp"
#include "actors/items_beside.hpp"
#include "actors/tables.hpp"
#include "matching/listener_collection.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

// -- librarian: keeps the index of the listeners current --------------------

struct librarian_desk {
  class bell bell;
  inbox<edits_answer> answers{bell};
  std::atomic<std::uint64_t> wanted_version{0}; ///< Somebody waits for this one.
  std::uint64_t asked_version = 0; ///< The last wanted one that the store was asked for at once.
  bool asking = false;
  std::chrono::steady_clock::time_point look_at{};     ///< Also without being asked for a version.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.
  std::chrono::steady_clock::time_point published_at = std::chrono::steady_clock::time_point::min();
  bool has_news = false; ///< Not published yet.
  std::uint64_t seen_mark = 0;
  std::uint64_t version = 0;
  listener_collection listeners; ///< A broken one stays as its last good version.
  inbox<merged_layers> merged{bell};
  inbox<result<void>> noted{bell};
  quarantine_book quarantine;
};

// -- merger: makes one layer of several while the librarian goes on ---------------

struct merger_desk {
  class bell bell;
  inbox<merge_order> orders{bell};
};

// -- cataloguer: writes down the event types that come by for the first time ------

struct cataloguer_desk {
  class bell bell;
  inbox<std::vector<std::string>> met{bell};
  inbox<result<void>> written{bell};

  std::vector<std::string> to_write;
  std::vector<std::string> under_way;                  ///< Given to the store.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.
};

// -- chronicler: writes down how the listeners' receivers are doing -----------

struct chronicler_desk {
  class bell bell;
  inbox<std::vector<health_note>> notes{bell};
  inbox<std::vector<death_note>> deaths{bell};
  inbox<std::vector<breaker_note>> breakers{bell};
  inbox<std::vector<hold_note>> holds{bell};
  inbox<states_answer> loads{bell};
  inbox<result<void>> written{bell};
  inbox<disable_answer> disabled{bell};

  bool loading = false;
  bool loaded = false;
  /// Those of whom there is something to remember, or to write.
  std::unordered_map<std::string, chronicle> known;
  std::deque<std::string> changed;                     ///< To be written, the oldest first.
  std::deque<std::string> refreshed;                   ///< The same, when there is room.
  std::vector<std::string> under_way;                  ///< Given to the store.
  std::map<std::string, disable_order> to_disable;     ///< By listener.
  bool disabling = false;                              ///< The first of them is given to the store.
  std::chrono::steady_clock::time_point disable_at{};  ///< After a failure.
  std::chrono::steady_clock::time_point write_at{};    ///< Not earlier.
  std::chrono::steady_clock::time_point pause_until{}; ///< After a failure.
};

// -- crier: publishes what the engine has to say of listeners -----------------

struct crier_desk {
  class bell bell;
  inbox<std::vector<listener_event>> news{bell};
  inbox<result<receipt>> answers{bell};

  std::deque<std::string> line; ///< Reports to be published, the oldest first.
  std::unordered_map<std::string, death_toll> deaths; ///< By listener.
  std::vector<std::string> under_way;                 ///< Given to the ingestor.
  std::chrono::steady_clock::time_point again_at{};   ///< After a failure.
};

// -- custodian: sees that nothing waits for ever ------------------------------

struct custodian_desk {
  class bell bell;
  inbox<unclaimed_answer> unclaimed{bell};
  inbox<overdue_answer> overdue{bell};
  inbox<burial_answer> buried{bell};

  bool asking = false;       ///< The store, for whatever.
  bool knows_states = false; ///< Since when listeners are held, from before this node.
  std::map<std::string, listener_state::time_point> held; ///< Since when.
  std::deque<overdue_lane> lanes;                         ///< To be looked at.
  std::chrono::steady_clock::time_point look_at{};
};

// -- steward: keeps what waits and what is dead within bounds -----------------

struct steward_desk {
  class bell bell;
  inbox<holdings_answer> looked{bell};
  inbox<drop_answer> dropped{bell};

  bool asking = false; ///< The store, for whatever.
  std::chrono::steady_clock::time_point look_at{};
  std::deque<drop_order> orders; ///< What is too much; the first is under way.
  std::map<std::string, std::chrono::steady_clock::time_point> warned; ///< Subject, last time.
};

// -- recorder: writes down attempts for people --------------------------------

struct recorder_desk {
  class bell bell;
  inbox<std::vector<recent_attempt>> attempts{bell};
  inbox<result<void>> written{bell};

  std::vector<recent_attempt> waiting;
  bool writing = false;
  std::size_t left_of_round = 0;                    ///< Attempts to be written without a pause.
  std::chrono::steady_clock::time_point round_at{}; ///< The next one; not earlier.
};

// -- herald: says that the node lives, and how the store is -------------------

struct herald_desk {
  class bell bell;
  inbox<result<void>> answers{bell};
  inbox<condition_answer> conditions{bell};
  bool speaking = false;
  std::chrono::steady_clock::time_point speak_at{};
  store_watch watch;
};

} // namespace fanfare
