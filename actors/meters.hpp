#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace fanfare {

/// A number that only one thread at a time adds to, and any may read: adding
/// costs a plain addition.
class tally {
public:
  void add(std::uint64_t n = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
  std::atomic<std::uint64_t> value_{0};
};

/// Upper bounds of the buckets of durations; what is longer falls into one more.
inline constexpr std::array<std::chrono::microseconds, 18> duration_bounds{{
    std::chrono::microseconds{100},
    std::chrono::microseconds{250},
    std::chrono::microseconds{500},
    std::chrono::milliseconds{1},
    std::chrono::microseconds{2'500},
    std::chrono::milliseconds{5},
    std::chrono::milliseconds{10},
    std::chrono::milliseconds{25},
    std::chrono::milliseconds{50},
    std::chrono::milliseconds{100},
    std::chrono::milliseconds{250},
    std::chrono::seconds{1},
    std::chrono::seconds{5},
    std::chrono::seconds{15},
    std::chrono::minutes{1},
    std::chrono::minutes{10},
    std::chrono::hours{1},
    std::chrono::hours{24},
}};

/// How long things took. One thread at a time records, any may read; what is
/// read while something is recorded may lack a part of it.
class duration_histogram {
public:
  void record(std::chrono::microseconds took) {
    std::size_t at = 0;
    while (at < duration_bounds.size() && took > duration_bounds[at])
      ++at;
    buckets_[at].add();
    sum_.add(static_cast<std::uint64_t>(took.count() < 0 ? 0 : took.count()));
  }

  /// Returns how many fell into a bucket alone; the last one, of
  /// `duration_bounds.size()`, has no bound.
  std::uint64_t count(std::size_t bucket) const { return buckets_[bucket].value(); }

  std::chrono::microseconds sum() const {
    return std::chrono::microseconds{static_cast<std::int64_t>(sum_.value())};
  }

private:
  std::array<tally, duration_bounds.size() + 1> buckets_;
  tally sum_;
};

/// What one deliverer counts.
struct delivery_meter {
  std::string notifier_type;
  tally delivered;
  tally retried;  ///< Attempts that failed and may be made again.
  tally rejected; ///< Attempts whose receiver will never take the event.
  tally withdrawn;
  tally abandoned;
  tally dropped;
  tally expired;
  tally leased; ///< Parked while they were on their way; what became of them counts as well.
  duration_histogram attempts;  ///< From the hand-over to the notifier to its answer.
  duration_histogram latencies; ///< From publish to delivered.
};

} // namespace fanfare
