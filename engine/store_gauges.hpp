#pragma once

#include "fanfare/admin.hpp"

#include "storage/store_queue.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace fanfare {

/// What a store held when it was last read.
struct store_reading {
  store_counts counts;                     ///< But for the listeners: those are not counted here.
  std::chrono::milliseconds oldest_age{0}; ///< Of the oldest event that is not settled.
};

/// Reads what a store holds, for metrics: at most once a second, and so that
/// nobody waits long for a store that hangs.
/// Thread safety: all members may be called from any thread.
class store_gauges {
public:
  struct answer {
    bool up = false;                   ///< Whether the latest reading succeeded in time.
    std::optional<store_reading> last; ///< The latest that did succeed.
  };

  /// Readings are asked of this queue from now on; it outlives this object, or `close`.
  void open(store_queue& reader);
  /// No reading is asked for any more.
  void close();

  /// Returns what was read within the last second, or reads anew and waits for
  /// that at most `patience`. While a reading is overdue nobody waits.
  answer read(std::chrono::milliseconds patience);

private:
  void take(result<store_reading> got);

  std::mutex mutex_;
  std::condition_variable answered_;
  store_queue* reader_ = nullptr;
  bool asking_ = false;
  std::chrono::steady_clock::time_point asked_{};
  answer last_;
};

} // namespace fanfare
