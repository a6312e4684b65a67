#pragma once

#include "storage/store.hpp"

#include <functional>
#include <memory>

namespace fanfare {

/// Does the waiting for a store: takes work from any thread, carries it out on
/// a thread of its own and answers through callbacks on that thread. Writes
/// that wait together are committed together: settlements ride in the commit
/// of the next events.
/// Thread safety: all members may be called from any thread.
class store_thread {
public:
  using on_appended = std::function<void(result<std::vector<event_id>>)>;
  using on_settled = std::function<void(result<void>)>;
  using job = std::function<void(store&)>;

  /// @param of outlives this object.
  explicit store_thread(store& of);
  /// Carries out what has been given so far, then ends the thread.
  ~store_thread();

  /// @param most 256 events: more would hold the store's lock too long.
  void append(std::vector<new_event> events, on_appended then);
  void settle(settlement what, on_settled then);
  /// Runs `what` in turn. For reads and claims; it may block on the store.
  /// Settlements given before it are committed by then; of appends, those that
  /// fit into one commit.
  void run(job what);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
