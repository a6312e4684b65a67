#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"

#include "matching/pulse.hpp"

#include <memory>
#include <string>
#include <vector>

namespace fanfare {

/// A listener made ready for matching and delivery: parsed once.
struct ready_listener {
  listener_ptr what;
  delivery_options pace; ///< The defaults with the listener's own `delivery` applied.
  /// Its addressees; each gets a delivery of its own. None: one, with an empty part.
  std::vector<std::string> parts = {};
  mutable pulse beat = {}; ///< Of its receiver, as this node sees it.

  /// Whether anything is sent to it. If not, what waits for it is held.
  bool takes_deliveries() const { return what->enabled && !what->paused; }
};

using ready_listener_ptr = std::shared_ptr<const ready_listener>;

} // namespace fanfare
