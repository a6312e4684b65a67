#pragma once

#include "fanfare/notifier.hpp"

#include "messages/make_room.hpp"
#include "notifiers/attempt_batch.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace fanfare {

/// Where attempts come in for a thread that rests until there is something to do.
/// A `Job` begins with an attempt, the `owed_answer` to it, when that must be there, and
/// when the attempt must have begun: whoever is asked with hardly any time left would be
/// blamed for not answering.
/// Thread safety: `post` and `close` may be called from any thread, the rest from the
/// one that works.
template <class Job>
class loop_inbox {
public:
  using clock = std::chrono::steady_clock;

  /// @param wake ends the rest of the one that works.
  explicit loop_inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// Never blocks for long. Those that end together are answered in one call of `done`.
  void post(std::vector<attempt> attempts, on_done done) {
    constexpr std::chrono::milliseconds longest_timeout = std::chrono::hours{24};
    const auto now = clock::now();
    const auto together =
        std::make_shared<attempt_batch>(std::move(done), attempts.size(), is_closed_);
    bool wake = false;
    {
      std::lock_guard guard{mutex_};
      make_room(waiting_, attempts.size()); // all of them, or none
      for (auto& what : attempts) {
        const auto patience = std::min(what.timeout, longest_timeout);
        owed_answer answer{together, what.ticket};
        waiting_.push_back(
            Job{std::move(what), std::move(answer), now + patience, now + patience * 3 / 4});
      }
      wake = std::exchange(rests_, false);
    }
    if (wake)
      wake_();
  }

  /// Nothing is answered any more, and who works is to end.
  void close() {
    {
      std::lock_guard guard{mutex_};
      is_closed_ = true;
    }
    wake_();
  }

  /// Takes all that came, into an empty `into`. Returns false when it is closed.
  bool take(std::vector<Job>& into) {
    std::lock_guard guard{mutex_};
    rests_ = false;
    if (is_closed_)
      return false;
    into.swap(waiting_);
    return true;
  }

  /// Whether there is nothing to do: from now on whoever comes wakes the one that works.
  bool may_rest() {
    std::lock_guard guard{mutex_};
    if (is_closed_ || !waiting_.empty())
      return false;
    rests_ = true;
    return true;
  }

private:
  const std::function<void()> wake_;
  std::atomic<bool> is_closed_{false}; ///< Outlives what waits.
  std::mutex mutex_;
  std::vector<Job> waiting_;
  bool rests_ = false; ///< Only then it needs to be woken.
};

} // namespace fanfare
