#pragma once

#include "fanfare/result.hpp"

#include "actors/journal_backlog.hpp"

#include <cstddef>
#include <mutex>

namespace fanfare {

/// Bounds what waits to become durable, and what the journal holds. Publishers
/// go in and out on their own threads.
/// Thread safety: all members may be called from any thread.
class ingest_gate {
public:
  /// @param journal outlives this object.
  ingest_gate(std::size_t most_events, std::size_t most_bytes, const journal_backlog& journal)
      : most_events_(most_events), most_bytes_(most_bytes), journal_(journal) {}

  /// Fails with `errc::busy` when a bound is reached, `errc::shutting_down`
  /// when it is closed. A request larger than the bound is let in alone.
  result<void> enter(std::size_t events, std::size_t bytes) {
    std::lock_guard guard{mutex_};
    if (closed_)
      return error{errc::shutting_down, "the engine is shutting down and takes no more events"};
    if (events_ > 0 && (events_ + events > most_events_ || bytes_ + bytes > most_bytes_))
      return error{errc::busy, "too many events wait to be stored; try again in a second"};
    if (const auto held = journal_.size() + events_; held >= journal_.most())
      return full_journal(held, journal_.most());
    events_ += events;
    bytes_ += bytes;
    return {};
  }

  void leave(std::size_t events, std::size_t bytes) {
    std::lock_guard guard{mutex_};
    events_ -= events;
    bytes_ -= bytes;
  }

  void close() {
    std::lock_guard guard{mutex_};
    closed_ = true;
  }

  bool empty() const {
    std::lock_guard guard{mutex_};
    return events_ == 0;
  }

private:
  mutable std::mutex mutex_;
  std::size_t events_ = 0;
  std::size_t bytes_ = 0;
  bool closed_ = false;
  const std::size_t most_events_;
  const std::size_t most_bytes_;
  const journal_backlog& journal_;
};

} // namespace fanfare
