#pragma once

#include "messages/surely.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>

namespace fanfare {

/// Stands on a desk and wakes whoever works there. However often it is rung,
/// one wake-up is under way at a time.
/// Thread safety: all members may be called from any thread.
class bell {
public:
  using wake_up = std::function<void()>;

  void ring() {
    if (rung_.exchange(true))
      return;
    std::lock_guard guard{mutex_};
    if (wake_up_)
      surely(wake_up_);
  }

  /// For the actor, before it looks at its desk: what comes later rings again.
  void answer() { rung_.exchange(false); }

  /// For the supervisor: somebody (else) works here now, or nobody. The newcomer
  /// is woken at once, for what may lie there.
  void attach(wake_up of_newcomer) {
    std::lock_guard guard{mutex_};
    wake_up_ = std::move(of_newcomer);
    rung_.store(wake_up_ != nullptr);
    if (wake_up_)
      surely(wake_up_);
  }

private:
  std::mutex mutex_;
  wake_up wake_up_;
  std::atomic<bool> rung_{false};
};

} // namespace fanfare
