#pragma once

#include "fanfare/notifier.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace fanfare {

/// Attempts that were posted to a thread together, and are answered through one
/// callback. What that thread drops without an answer, because a turn of it
/// threw, is answered when the last of them is gone: it is to be tried again, at the
/// expense of an attempt if it had begun.
/// Thread safety: none, but for the flag.
class attempt_batch {
public:
  /// @param closed of the one who was posted to: once it is set, nothing is
  /// answered any more. It outlives this object.
  attempt_batch(on_done done, std::size_t attempts, const std::atomic<bool>& closed);
  ~attempt_batch();
  attempt_batch(const attempt_batch&) = delete;
  attempt_batch& operator=(const attempt_batch&) = delete;

  /// Keeps an outcome for `report`. Returns whether it is the first one kept.
  bool keep(outcome how);
  /// Hands what is kept to the callback.
  void report();
  /// Notes one that will have no other answer.
  void lose(std::uint64_t ticket, bool had_begun) noexcept;

private:
  on_done done_;
  const std::atomic<bool>& closed_;
  std::vector<outcome> ready_;
  struct lost_attempt {
    std::uint64_t ticket;
    bool had_begun;
  };
  std::vector<lost_attempt> lost_; ///< Has room for all.
};

/// The answer that is owed for one attempt: one that goes away unanswered is
/// noted as lost. Moved from, it owes nothing.
class owed_answer {
public:
  owed_answer() = default;
  owed_answer(std::shared_ptr<attempt_batch> of, std::uint64_t ticket)
      : of_(std::move(of)), ticket_(ticket) {}
  owed_answer(owed_answer&&) noexcept = default;
  owed_answer& operator=(owed_answer&& other) noexcept;
  ~owed_answer() { lose(); }

  /// Whether there is one.
  explicit operator bool() const { return of_ != nullptr; }

  /// Notes that the receiver may hear of it from now on.
  void begin() { has_begun_ = true; }

  /// Gives it. Returns the batch if it has something to report only now.
  std::shared_ptr<attempt_batch> give(outcome how);

private:
  void lose() noexcept;

  std::shared_ptr<attempt_batch> of_;
  std::uint64_t ticket_ = 0;
  bool has_begun_ = false;
};

} // namespace fanfare
