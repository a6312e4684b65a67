#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace fanfare {

/// Remembers of a receiver from one attempt to the next whether it took the
/// last one, so that the success of one that is well costs a look at the clock.
/// Thread safety: atomics; which of two attempts at once came last is not known.
class pulse {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A success is no news for so long after the last one that was.
  static constexpr std::chrono::seconds quiet{5};

  pulse() = default;
  /// A copy begins anew.
  pulse(const pulse&) {}
  pulse& operator=(const pulse&) = delete;

  /// Notes a success and returns whether it is news.
  bool succeeded(time_point now) {
    const auto told = told_.load(std::memory_order_relaxed);
    const auto is = now.time_since_epoch().count();
    if (told != never && is - told < time_point::duration{quiet}.count())
      return false;
    told_.store(is, std::memory_order_relaxed);
    return true;
  }

  /// Notes a failure: always news, and so is the next success.
  void failed() { told_.store(never, std::memory_order_relaxed); }

private:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

  std::atomic<std::int64_t> told_{never};
};

} // namespace fanfare
