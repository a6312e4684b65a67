#pragma once

#include "actors/bell.hpp"

#include <atomic>
#include <cstdint>

namespace fanfare {

/// How much more a stage may send on, counted in items (or bytes). It is taken
/// by the sender and given back where the items end: when the store has them.
/// Thread safety: all members may be called from any thread.
class credit {
public:
  /// @param sender is rung when credit comes back; it outlives this object.
  credit(std::int64_t limit, bell& sender) : left_(limit), limit_(limit), sender_(sender) {}

  /// May be negative: one item is always let through, whatever its size.
  std::int64_t left() const { return left_.load(std::memory_order_acquire); }

  void take(std::int64_t n) { left_.fetch_sub(n, std::memory_order_acq_rel); }

  void give(std::int64_t n) {
    if (n == 0)
      return;
    auto before = left_.fetch_add(n, std::memory_order_acq_rel);
    if (before <= limit_ / 4)
      sender_.ring();
  }

  /// Whether everything that was taken has come back.
  bool whole() const { return left() == limit_; }

private:
  std::atomic<std::int64_t> left_;
  const std::int64_t limit_;
  bell& sender_;
};

} // namespace fanfare
