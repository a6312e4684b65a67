#pragma once

#include "matching/listener_index.hpp"

#include <memory>
#include <mutex>
#include <utility>

namespace fanfare {

/// The snapshot of the listeners that is valid now. It is swapped as a whole;
/// whoever loaded an older one may finish with it.
/// Thread safety: all members may be called from any thread.
class current_index {
public:
  index_ptr load() const {
    std::lock_guard guard{mutex_};
    return index_;
  }

  void store(index_ptr next) {
    // The one before dies, if it does, when nobody waits for the lock.
    std::lock_guard guard{mutex_};
    index_.swap(next);
    loaded_ = true;
  }

  /// Whether the listeners have been loaded at all: without them nothing may be matched.
  bool loaded() const {
    std::lock_guard guard{mutex_};
    return loaded_;
  }

private:
  mutable std::mutex mutex_;
  index_ptr index_ = std::make_shared<const listener_index>();
  bool loaded_ = false;
};

} // namespace fanfare
