#pragma once

#include "fanfare/result.hpp"

#include "actors/surroundings.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <string>

namespace fanfare {

/// How many events the journal holds that are not settled, as far as this node
/// knows: what was last read of the store, and what the node has added and
/// settled since. What other programs add meanwhile shows with the next reading.
/// Thread safety: atomics.
class journal_backlog {
public:
  /// @param most from here on the journal counts as full.
  /// @param since outlives this object.
  journal_backlog(std::uint64_t most, const counters& since) : most_(most), since_(since) {}

  /// Returns what this node has added to the journal and not settled, since it was started.
  std::int64_t balance() const {
    return static_cast<std::int64_t>(since_.published.load(std::memory_order_relaxed)) -
           static_cast<std::int64_t>(since_.settled.load(std::memory_order_relaxed));
  }

  /// Takes a reading of the store. @param balance_then `balance()` just before it.
  void read(std::uint64_t unsettled, std::int64_t balance_then) {
    offset_.store(static_cast<std::int64_t>(unsettled) - balance_then, std::memory_order_relaxed);
  }

  std::uint64_t size() const {
    const auto now = offset_.load(std::memory_order_relaxed) + balance();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(now, 0));
  }

  std::uint64_t most() const { return most_; }

private:
  const std::uint64_t most_;
  const counters& since_;
  std::atomic<std::int64_t> offset_{0};
};

/// Tells a publisher that the journal is full, and what to do.
inline error full_journal(std::uint64_t held, std::uint64_t most) {
  return {errc::busy,
          "the journal holds " + std::to_string(held) +
              " events that are not settled yet, and [limits] max_unsettled_events is " +
              std::to_string(most) +
              "; publish again when the receivers have caught up, or raise it"};
}

} // namespace fanfare
