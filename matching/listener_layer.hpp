#pragma once

#include "matching/filter.hpp"
#include "matching/pattern_trie.hpp"
#include "matching/ready_listener.hpp"
#include "matching/way_index.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// What a listener asks of payloads. One whose filter does not compile is asked
/// for nothing and takes nothing.
filter asked_by(const listener& what);

/// Some listeners, indexed by their event-type patterns and filters. A lookup
/// hardly depends on how many there are that do not match. Filled, then sealed,
/// and only read from then on.
/// Thread safety: const members may be called from several threads at once.
class listener_layer {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  listener_layer() = default;
  /// One that is full and sealed. @param all no two with the same id.
  /// @param paths see `add`.
  listener_layer(std::vector<ready_listener_ptr> all, growing_paths& paths);

  /// Adds a listener. Returns the place of the one that had its id before, or
  /// none: that one is still matched, and no longer found.
  /// @param asked see `asked_by`.
  /// @param paths of the fields that events are read for, the same each time; grow by
  ///        those of the filter.
  std::uint32_t add(ready_listener_ptr one, filter asked, growing_paths& paths);

  /// Makes what has been added ready for matching. Nothing is added from then on.
  void seal() { ways_.seal(patterns_.size()); }

  std::uint32_t size() const { return static_cast<std::uint32_t>(all_.size()); }

  /// In the order in which they were added.
  const ready_listener_ptr& at(std::uint32_t place) const { return all_[place]; }

  /// Returns the place of the listener with this id, enabled or not; or none.
  std::uint32_t find(std::string_view id) const;

  /// The patterns of all of them; `ways` is asked with their numbers.
  const pattern_trie& patterns() const { return patterns_; }
  const way_index& ways() const { return ways_; }

private:
  std::uint32_t take_id(std::string_view id, std::uint32_t place);

  std::vector<ready_listener_ptr> all_;
  key_table by_id_; ///< Hashes of ids to places; see `find`.
  pattern_trie patterns_;
  way_index ways_;
};

} // namespace fanfare
