#pragma once

#include "matching/growing_paths.hpp"
#include "matching/listener_index.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace fanfare {

/// Layers to be made into one, and the paths to number its fields by.
struct merge_order {
  std::vector<index_part> parts;
  growing_paths paths;
};

/// What became of a merge order.
struct merged_layers {
  std::shared_ptr<const listener_layer> layer;
  growing_paths paths;
};

/// Carries out a merge order.
/// Thread safety: any thread; the collection may change meanwhile.
merged_layers merge(const merge_order& order);

/// The listeners as they change, and the home of the layers that snapshots are
/// made of. A snapshot costs in proportion to what has changed: changes go into
/// a new layer, which takes small ones before it in. Large ones are merged by
/// somebody else while this goes on, so that there are always few.
/// Thread safety: none.
class listener_collection {
public:
  /// Adds a listener, or replaces the one with its id.
  /// @param asked by it; see `asked_by`.
  void put(ready_listener_ptr one, filter asked);
  void put(ready_listener_ptr one);

  /// Does nothing if there is none with this id.
  void erase(const std::string& id);

  /// Returns the listener with this id, or null.
  ready_listener_ptr find(const std::string& id) const;

  std::unordered_set<std::string> ids() const;

  /// Returns a snapshot of all listeners as they are now.
  index_ptr snapshot(std::uint64_t version);

  /// Returns the layers that are worth merging, as of the last snapshot, if any
  /// are. Returns nothing until the order before has been taken.
  std::optional<merge_order> order_merge();

  /// Puts what was made in the place of what was ordered.
  void take(const merged_layers& made);

private:
  struct open_order {
    std::size_t begin; ///< Of the parts that are being merged.
    std::size_t end;
    std::unordered_set<std::string> changed; ///< Since it was given.
  };

  void bury_changed();
  void put_anew();
  void take_in_small_parts();
  void drop_empty_parts();

  std::vector<index_part> parts_; ///< The oldest first.
  growing_paths paths_;
  // What has changed since the last snapshot:
  std::shared_ptr<listener_layer> put_ = std::make_shared<listener_layer>();
  std::vector<std::uint32_t> put_again_; ///< Places in `put_` that something newer stands for.
  std::unordered_set<std::string> erased_;
  std::optional<open_order> open_;
};

} // namespace fanfare
