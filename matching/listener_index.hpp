#pragma once

#include "matching/event_fields.hpp"
#include "matching/listener_layer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace fanfare {

/// A layer of an index, and which of its listeners have been deleted or
/// replaced since it was made.
struct index_part {
  std::shared_ptr<const listener_layer> layer;
  std::shared_ptr<const std::vector<bool>> gone = nullptr; ///< By place; null: none is.
  std::uint32_t gone_count = 0;

  std::uint32_t live() const { return layer->size() - gone_count; }
  bool is_gone(std::uint32_t place) const { return gone && (*gone)[place]; }

  /// Returns the listener with this id if it is not gone, or null.
  ready_listener_ptr find(std::string_view id) const;

  /// Marks those of these listeners that are here as gone, in a copy.
  void bury(const std::vector<std::string_view>& ids);
  void bury(const std::vector<std::uint32_t>& places);

  /// Appends those that are not gone.
  void append_live(std::vector<ready_listener_ptr>& into) const;
};

/// An immutable snapshot of the listeners: layers, the oldest first, that are
/// shared with the snapshots before and after it. A lookup hardly depends on
/// how many listeners there are that do not match.
/// Thread safety: const, so any number of threads may look things up at once.
class listener_index {
public:
  listener_index() = default;
  /// @param version of the listeners in the store.
  /// @param all see `listener_layer`.
  listener_index(std::uint64_t version, std::vector<ready_listener_ptr> all);
  /// @param parts no id is live in two of them.
  /// @param paths those of all the parts.
  listener_index(std::uint64_t version, std::vector<index_part> parts,
                 std::shared_ptr<const field_paths> paths);

  std::uint64_t version() const { return version_; }
  std::size_t size() const;

  /// Appends the listeners that match an event, each once, in no order, to `into`;
  /// disabled ones too: what they are spared is counted. They are valid as long as
  /// this index.
  /// @param event the report, JSON that was validated.
  void match(std::string_view event_type, event_text event,
             std::vector<const ready_listener_ptr*>& into) const;

  /// Returns the listener with this id, enabled or not, or null.
  ready_listener_ptr find(std::string_view id) const;

  /// Shows each of them, enabled or not, in no order, to `look`, which takes a
  /// `const ready_listener&`.
  template <class Look>
  void for_each(Look look) const {
    for (const auto& part : parts_)
      for (std::uint32_t place = 0; place < part.layer->size(); ++place)
        if (!part.is_gone(place))
          look(*part.layer->at(place));
  }

private:
  std::uint64_t version_ = 0;
  std::vector<index_part> parts_;
  std::shared_ptr<const field_paths> paths_ = nullptr;
};

using index_ptr = std::shared_ptr<const listener_index>;

} // namespace fanfare
