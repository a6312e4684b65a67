#pragma once

#include "storage/store.hpp"

#include <functional>
#include <vector>

namespace fanfare {

/// Takes work for a store and answers when it is done, so that actors need not wait.
/// Thread safety: all members may be called from any thread; none blocks.
class store_queue {
public:
  using on_appended = std::function<void(result<std::vector<event_id>>)>;
  using on_settled = std::function<void(result<void>)>;
  using job = std::function<void(store&)>;

  virtual ~store_queue() = default;

  /// @param events at most 256: more would hold the store's lock too long.
  virtual void append(std::vector<new_event> events, on_appended then) = 0;
  virtual void settle(settlement what, on_settled then) = 0;
  /// Runs `what` in turn. For reads and claims; it may block on the store.
  virtual void run(job what) = 0;
};

} // namespace fanfare
