#pragma once

#include "fanfare/result.hpp"

#include "storage/listener_store.hpp"

#include <cstdint>
#include <string>

namespace fanfare {

/// A listener that the engine is to disable.
struct disable_order {
  std::string listener;
  std::string because;         ///< A sentence for people.
  std::string notifier_config; ///< With which its attempts failed.
};

/// What became of an order.
struct disable_end {
  enum class kind : std::uint8_t {
    disabled,
    left_alone, ///< It is gone, broken, disabled already, or reached in another way by now.
  } what = kind::left_alone;
  /// Of the listeners, when this was found: a snapshot that is older does not show it.
  std::uint64_t version = 0;
};

/// Disables a listener as it is in the store now. Where somebody else changes
/// it in between it is looked at again. Blocks.
/// Fails with `errc::store_unreachable`, with `errc::conflict` if others change
/// it without end.
result<disable_end> carry_out(const disable_order& order, listener_store& in);

} // namespace fanfare
