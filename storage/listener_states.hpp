#pragma once

#include "fanfare/listener_state.hpp"
#include "fanfare/result.hpp"

#include <vector>

namespace fanfare {

/// What nodes know of listeners' receivers, kept apart from the listeners: it
/// changes their version never, and `listener_store::erase` takes it away.
/// Thread safety: all members may be called from any thread; all block.
class listener_states {
public:
  virtual ~listener_states() = default;

  /// Puts each in the place of the one before. One of a listener that is not
  /// there is dropped.
  virtual result<void> put(const std::vector<listener_state>& states) = 0;

  /// Returns all, in the order of their ids. One that cannot be read, because
  /// somebody wrote it by hand, is passed over.
  virtual result<std::vector<listener_state>> all() = 0;
};

} // namespace fanfare
