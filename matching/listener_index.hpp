#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"

#include "matching/event_fields.hpp"
#include "matching/pulse.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// A listener made ready for matching and delivery: parsed once.
struct ready_listener {
  listener_ptr what;
  delivery_options pace; ///< The defaults with the listener's own `delivery` applied.
  /// Its addressees; each gets a delivery of its own. None: one, with an empty part.
  std::vector<std::string> parts = {};
  mutable pulse beat = {}; ///< Of its receiver, as this node sees it.
};

using ready_listener_ptr = std::shared_ptr<const ready_listener>;

/// An immutable snapshot of the listeners, indexed by their event-type patterns
/// and filters. A lookup hardly depends on how many there are that do not match.
/// Thread safety: const, so any number of threads may look things up at once.
class listener_index {
public:
  listener_index();
  /// @param version of the listeners in the store.
  /// @param all their filters compile; one whose does not matches nothing.
  listener_index(std::uint64_t version, std::vector<ready_listener_ptr> all);
  ~listener_index();

  std::uint64_t version() const;
  std::size_t size() const;

  /// Appends the enabled listeners that match an event, each once, to `into`.
  /// @param event the report, JSON that was validated.
  void match(std::string_view event_type, event_text event,
             std::vector<ready_listener_ptr>& into) const;

  /// Returns the listener with this id, enabled or not, or null.
  ready_listener_ptr find(std::string_view id) const;

private:
  struct impl;
  std::unique_ptr<const impl> impl_;
};

using index_ptr = std::shared_ptr<const listener_index>;

} // namespace fanfare
