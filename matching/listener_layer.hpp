#pragma once

#include "matching/pattern_trie.hpp"
#include "matching/ready_listener.hpp"
#include "matching/way_index.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// Some listeners, indexed by their event-type patterns and filters. A lookup
/// hardly depends on how many there are that do not match.
/// Thread safety: const, so any number of threads may look things up at once.
class listener_layer {
public:
  static constexpr std::uint32_t none = 0xFFFF'FFFF;

  /// @param all no two with the same id; their filters compile; one whose does
  /// not matches nothing.
  /// @param paths of the fields that events are read for; grow by those of the filters.
  listener_layer(std::vector<ready_listener_ptr> all, growing_paths& paths);

  std::uint32_t size() const { return static_cast<std::uint32_t>(all_.size()); }

  /// In the order that they were given in.
  const ready_listener_ptr& at(std::uint32_t place) const { return all_[place]; }

  /// Returns the place of the listener with this id, enabled or not; or none.
  std::uint32_t find(std::string_view id) const;

  /// The patterns of all of them; `ways` is asked with their numbers.
  const pattern_trie& patterns() const { return patterns_; }
  const way_index& ways() const { return ways_; }

private:
  void add(const listener& what, growing_paths& paths);

  std::vector<ready_listener_ptr> all_;
  key_table by_id_; ///< Hashes of ids to places; see `find`.
  pattern_trie patterns_;
  way_index ways_;
};

} // namespace fanfare
