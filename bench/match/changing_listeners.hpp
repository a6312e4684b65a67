#pragma once

#include "actors/current_index.hpp"
#include "bench/match/fanfare_workload.hpp"
#include "matching/listener_collection.hpp"

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace fanfare::bench {

/// What changes came to.
struct change_report {
  std::size_t changes = 0;
  std::vector<double> live_after; ///< By change: ms from its time to the snapshot with it.
  double changing_ms = 0;         ///< CPU of the one who changes and publishes.
  double merging_ms = 0;          ///< CPU of the one who merges layers.
  double wall_ms = 0;
};

/// Hands merge orders to the one who merges, and what becomes of them back.
/// Thread safety: all members may be called from any thread.
class merge_desk {
public:
  void order(merge_order what);

  /// Returns what was made of the last order, once.
  std::optional<merged_layers> finished();

  /// Carries out orders until `close`.
  void work();
  void close();

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<merge_order> ordered_;
  std::optional<merged_layers> made_;
  bool closed_ = false;
};

/// Listeners that change while others match: as in the engine, one thread takes
/// the changes in and publishes a snapshot every 10 ms, and a second one merges
/// layers.
/// Thread safety: `current` may be used by anyone; the rest belongs to one thread.
class changing_listeners {
public:
  /// Begins with so many of `fanfare_listeners`.
  explicit changing_listeners(std::size_t count);

  const current_index& current() const { return current_; }

  /// Begins to change a thousand a second: 8 of 10 get another pattern and
  /// filter, one goes away, one comes anew.
  void begin();

  /// Ends what `begin` began and returns what came of it.
  change_report end();

  /// Returns those that there are, whatever the index says. @pre nothing is begun.
  std::vector<ready_listener_ptr> all() const;

  /// Makes one layer of all of them, as is due when a fourth has changed, and
  /// throws it away. Returns what it costs, in ms of the calling thread's CPU.
  double merge_all() const;

private:
  void change_for_ever();
  void change_one();
  void publish();

  listener_collection listeners_;
  current_index current_;
  std::vector<ready_listener_ptr> live_; ///< By id; null where one went away.
  fanfare_listeners draws_;
  random_draws which_{19};
  std::uint64_t version_ = 1;
  std::optional<merge_desk> desk_;
  std::thread changer_;
  std::thread merger_;
  std::atomic<bool> ending_{false};
  change_report report_;
};

} // namespace fanfare::bench
