#pragma once

#include "fanfare/metrics.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fanfare {

/// What has been counted over all connections to the broker.
/// Thread safety: all members may be used from any thread.
struct amqp_counts {
  std::atomic<std::uint64_t> unroutable{0};
  std::atomic<std::uint64_t> connects{0};
  std::atomic<std::uint64_t> settle_timeouts{0};
  std::atomic<std::uint64_t> faults{0};
};

/// What others see of one way to the broker while the amqp notifier's thread works.
/// Thread safety: all members may be called from any thread.
class amqp_meter {
public:
  /// @param counts in which it counts; outlives this object.
  explicit amqp_meter(amqp_counts& counts) : counts_(counts) {}

  amqp_counts& counts() { return counts_; }

  void count_unroutable() { counts_.unroutable.fetch_add(1, std::memory_order_relaxed); }
  void count_connect() { counts_.connects.fetch_add(1, std::memory_order_relaxed); }
  void count_settle_timeout() { counts_.settle_timeouts.fetch_add(1, std::memory_order_relaxed); }
  void count_fault() { counts_.faults.fetch_add(1, std::memory_order_relaxed); }

  void is_connected();
  void is_disconnected(); ///< Nothing is wrong: nobody needs a connection.
  void is_kept_away(std::string by);
  void is_not_wanted(); ///< It was kept away, and nobody has anything to send any more.
  /// These exchanges are not granted credit, and no others.
  void lacks_credit(std::set<std::string> of);

  /// Returns what keeps it from the broker, or from sending; nothing while it is not kept.
  std::optional<std::string> outage() const;
  /// Returns these, and what is counted over all connections.
  std::vector<metric_family> families() const;

private:
  std::size_t without_credit() const;

  amqp_counts& counts_;
  std::atomic<bool> connected_{false};
  mutable std::mutex mutex_; ///< Guards what follows.
  std::optional<std::string> outage_;
  std::set<std::string> without_credit_;
};

} // namespace fanfare
