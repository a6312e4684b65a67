#pragma once

#include "fanfare/dead_letter.hpp"
#include "fanfare/event.hpp"
#include "fanfare/event_story.hpp"
#include "fanfare/explanation.hpp"
#include "fanfare/listener.hpp"
#include "fanfare/listener_state.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"
#include "fanfare/upkeep.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What a store holds at one moment.
struct store_counts {
  std::uint64_t listeners = 0;
  std::uint64_t unsettled = 0;  ///< Events in the journal that are not settled.
  std::uint64_t referenced = 0; ///< Settled events kept for a parked or dead delivery.
  std::uint64_t parked = 0;     ///< Deliveries waiting for their next attempt.
  std::uint64_t dead_letters = 0;
};

/// What a replay did.
struct replay_counts {
  std::uint64_t replayed = 0;
  std::uint64_t left = 0; ///< Those that have no listener (any more). They stay dead letters.
  /// Those for whose listener `parked_max` deliveries wait already. They stay as well.
  std::uint64_t full = 0;
};

/// What an export does with secrets.
enum class secrets : std::uint8_t { left_out, written };

/// What may happen when a store is opened.
enum class if_missing : std::uint8_t { fail, create };

/// Works on a store without being a node: it changes listeners, publishes and
/// reads, but never delivers. Any number of admins may work beside a node.
/// Thread safety: all members may be called from any thread; all block on the
/// store, for at most a few seconds when it is in use.
class admin {
public:
  /// Opens the store named by `how.store_url`. Validates listeners with the
  /// built-in notifiers, with `how.notifiers`, and, for types known to neither,
  /// asks whether a live node has them.
  /// Fails with `errc::store_unreachable` and `errc::invalid_options`.
  static result<std::unique_ptr<admin>> open(const options& how,
                                             if_missing then = if_missing::fail);
  virtual ~admin() = default;

  /// Returns all listeners in the order they were made, secrets masked.
  virtual result<std::vector<listener>> listeners() = 0;
  /// Returns one listener by id or name, secrets masked. Fails with `errc::not_found`.
  virtual result<listener> find(std::string_view id_or_name) = 0;
  /// Makes a listener and returns its id. It is matched with every event
  /// published after this returned. Fails with `errc::invalid_listener`.
  virtual result<std::string> create(const listener_draft& draft) = 0;
  /// Changes a listener. Fails with `errc::not_found`, `errc::invalid_listener`
  /// and `errc::conflict`; then nothing is changed.
  virtual result<void> update(std::string_view id, const listener_change& change) = 0;
  /// Deletes a listener and returns how many waiting deliveries went with it.
  virtual result<std::uint64_t> remove(std::string_view id) = 0;
  /// Drops what waits for a listener and returns how many deliveries those were. What a node
  /// has in memory at that moment may come back to wait. Fails with `errc::not_found`.
  virtual result<std::uint64_t> drop_waiting(std::string_view id) = 0;

  /// Returns what nodes know of the listeners' receivers, in the order of ids.
  virtual result<std::vector<listener_state>> states() = 0;
  /// Validates every listener in the store, also those that somebody wrote by
  /// hand, and returns what was found, in the order of `listeners`.
  virtual result<std::vector<listener_finding>> check_listeners() = 0;

  /// Writes all listeners as a JSON array, one a line. Secrets that are left
  /// out are absent, but for a URL's query, which is masked. Fails with
  /// `errc::invalid_listener` if one is broken in the store: it would be lost.
  virtual result<std::string> export_listeners(secrets what) = 0;
  /// Makes the listeners of a JSON array be as they are there. One that has the
  /// id, or else the name, of one in the store takes its place and keeps its
  /// id; secrets that are absent stay as they are. All are validated before
  /// anything is changed: `errc::invalid_listener` names the first bad one by its
  /// position, counting from 0. Others who change the same listeners meanwhile
  /// are `errc::conflict`; then those before it are imported.
  virtual result<import_counts> import_listeners(std::string_view array) = 0;

  /// Validates the reports and returns when they are durable. Fails with
  /// `errc::busy` when the store holds `max_unsettled_events` already.
  virtual result<receipt> publish(std::vector<report> reports) = 0;

  /// Returns the newest dead letters first, at most `limit`.
  virtual result<std::vector<dead_letter>> dead_letters(std::size_t limit,
                                                        const dead_filter& which = {}) = 0;
  /// Returns one with its report. Fails with `errc::not_found`.
  virtual result<buried_report> find_dead_letter(std::string_view id) = 0;
  /// Says what a replay would do, and changes nothing.
  virtual result<replay_counts> count_dead_letters(const dead_filter& which) = 0;
  /// Has them delivered again, with all attempts before them, the oldest first; `max_age` counts
  /// from the replay. No more of a listener's than its `parked_max` has room for, the newest then.
  /// Works in steps: if it fails, the text says how many were replayed before.
  /// @param apart how long after the one before each becomes due; 0: all now.
  virtual result<replay_counts>
  replay_dead_letters(const dead_filter& which,
                      std::chrono::microseconds apart = std::chrono::microseconds{0}) = 0;
  /// Forgets them for good and returns how many. Works in steps as well.
  virtual result<std::uint64_t> drop_dead_letters(const dead_filter& which) = 0;

  virtual result<store_counts> counts() = 0;

  /// Says why deliveries to listeners of this type wait instead of being made:
  /// no live node makes them or, where no node lives, this configuration would
  /// not. Nothing if they are made.
  virtual std::optional<std::string> why_held(std::string_view notifier_type) = 0;

  /// Says what a listener's creator should know although it is no error, e.g.
  /// that no event of this type has been seen, with the nearest one that has.
  virtual std::vector<std::string> notes(const std::vector<std::string>& event_types) = 0;

  /// Returns the event types that are catalogued, then the others that nodes
  /// have met in this store, sorted, 10,000 at most.
  virtual result<std::vector<known_event_type>> event_types() = 0;

  /// Tells what each listener makes of a report, without publishing it.
  /// @param only id or name of the one listener to ask; empty: all of them.
  /// Fails with `errc::invalid_report`, `errc::too_large` and `errc::not_found`.
  virtual result<explained_report> explain(const report& what, std::string_view only = {}) = 0;

  /// Returns the nodes that told the store lately that they live.
  virtual result<std::vector<live_node>> nodes() = 0;

  /// Looks for what keeps events from being stored and delivered. May take as
  /// long as it takes to read the whole store.
  virtual std::vector<finding> diagnose() = 0;

  /// Writes a consistent copy of the store while others work on it. Fails with
  /// `errc::conflict` if something is in the way, with `errc::invalid_options`
  /// where the way to a copy is another one, saying which, and with
  /// `errc::store_unreachable` else.
  /// Whatever fails, no half copy is left behind.
  virtual result<void> backup(const std::string& path, if_there then = if_there::fail,
                              const on_progress& progress = {}) = 0;

  /// Tells what became of an event, as far as the store knows. Fails with
  /// `errc::not_found` if it knows nothing. For people: it may take seconds
  /// where much waits.
  virtual result<event_story> story(std::string_view event_id) = 0;
  /// Returns attempts of late, the newest first, at most `limit`. Nodes write
  /// them down twice a second, under load not all of them (`options::kept_attempts`).
  virtual result<std::vector<recent_attempt>> recent_attempts(std::size_t limit,
                                                              const attempt_filter& which = {}) = 0;
  /// Returns those that came after one, the oldest first, at most `limit`.
  /// @param after its `id`; empty: from the oldest that is kept.
  virtual result<std::vector<recent_attempt>>
  attempts_since(std::string_view after, std::size_t limit, const attempt_filter& which = {}) = 0;
  /// Returns the `id` of the newest, to go on from there; empty: there is none.
  virtual result<std::string> last_attempt() = 0;
};

} // namespace fanfare
