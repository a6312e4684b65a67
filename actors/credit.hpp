#pragma once

#include "actors/bell.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace fanfare {

/// How much more a stage may send on, counted in items (or bytes). It is taken
/// by the sender and given back where the items end: when the store has them.
/// Thread safety: all members may be called from any thread.
class credit {
public:
  /// @param sender is rung when credit comes back; it outlives this object.
  credit(std::size_t limit, bell& sender)
      : left_(static_cast<std::int64_t>(limit)), limit_(static_cast<std::int64_t>(limit)),
        sender_(sender) {}

  /// May be negative: one item is always let through, whatever its size.
  std::int64_t left() const { return left_.load(std::memory_order_acquire); }

  /// What there is when nothing has been taken.
  std::int64_t limit() const { return limit_; }

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

/// How many deliveries may be leased, and how many bytes their events may have.
struct lease_credit {
  credit deliveries;
  credit bytes;

  lease_credit(std::size_t most, std::size_t most_bytes, bell& sender)
      : deliveries(most, sender), bytes(most_bytes, sender) {}
};

/// What bounds the events and deliveries in memory.
struct flow_window {
  const credit& events;
  const credit& bytes;
  const credit& deliveries;

  /// Whether so little is left of one of them that nothing much comes in.
  bool full() const {
    for (const auto* each : {&events, &bytes, &deliveries})
      if (each->left() <= each->limit() / 32)
        return true;
    return false;
  }
};

} // namespace fanfare
