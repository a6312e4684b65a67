#pragma once

#include "fanfare/dead_letter.hpp"
#include "fanfare/event.hpp"
#include "fanfare/listener.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <cstdint>
#include <memory>
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

  /// Validates the reports and returns when they are durable.
  virtual result<receipt> publish(std::vector<report> reports) = 0;

  /// Returns the newest dead letters first, at most `limit`.
  virtual result<std::vector<dead_letter>> dead_letters(std::size_t limit) = 0;
  virtual result<store_counts> counts() = 0;

  /// Says what a listener's creator should know although it is no error, e.g.
  /// that no event of this type has been seen, with the nearest one that has.
  virtual std::vector<std::string> notes(const std::vector<std::string>& event_types) = 0;
};

} // namespace fanfare
