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

/// What others see of the amqp notifier while its thread works.
/// Thread safety: all members may be called from any thread.
class amqp_meter {
public:
  void count_unroutable() { unroutable_.fetch_add(1, std::memory_order_relaxed); }
  void count_connect() { connects_.fetch_add(1, std::memory_order_relaxed); }
  void count_settle_timeout() { settle_timeouts_.fetch_add(1, std::memory_order_relaxed); }
  void count_fault() { faults_.fetch_add(1, std::memory_order_relaxed); }

  void is_connected();
  void is_disconnected(); ///< Nothing is wrong: nobody needs a connection.
  void is_kept_away(std::string by);
  void is_not_wanted(); ///< It was kept away, and nobody has anything to send any more.
  /// These exchanges are not granted credit, and no others.
  void lacks_credit(std::set<std::string> of);

  /// Returns what keeps it from the broker, or from sending; nothing while it is not kept.
  std::optional<std::string> outage() const;
  std::vector<metric_family> families() const;

private:
  std::size_t without_credit() const;

  std::atomic<std::uint64_t> unroutable_{0};
  std::atomic<std::uint64_t> connects_{0};
  std::atomic<std::uint64_t> settle_timeouts_{0};
  std::atomic<std::uint64_t> faults_{0};
  std::atomic<bool> connected_{false};
  mutable std::mutex mutex_; ///< Guards what follows.
  std::optional<std::string> outage_;
  std::set<std::string> without_credit_;
};

} // namespace fanfare
