#pragma once

#include "fanfare/engine.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare {

/// What the actors count. Thread safety: atomics.
struct counters {
  std::atomic<std::uint64_t> published{0};
  std::atomic<std::uint64_t> settled{0};
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> failed{0};
  std::atomic<std::uint64_t> dead{0};
  std::atomic<std::uint64_t> dropped{0}; ///< Deliveries whose listener or part of it is gone.
  std::atomic<std::uint64_t> restarts{0};
};

/// What is wrong at the moment, by subject; shown by /readyz.
/// Thread safety: all members may be called from any thread.
class problem_board {
public:
  explicit problem_board(log_sink log = {}) : log_(std::move(log)) {}

  /// Notes a problem; it is logged when it is new or says something else.
  void raise(const std::string& subject, const std::string& sentence) {
    {
      std::lock_guard guard{mutex_};
      auto& now = problems_[subject];
      if (now == sentence)
        return;
      now = sentence;
    }
    say(log_level::error, subject + ": " + sentence);
  }

  void clear(const std::string& subject) {
    {
      std::lock_guard guard{mutex_};
      if (problems_.erase(subject) == 0)
        return;
    }
    say(log_level::info, subject + ": works again");
  }

  std::vector<std::string> sentences() const {
    std::lock_guard guard{mutex_};
    std::vector<std::string> all;
    for (const auto& [subject, sentence] : problems_)
      all.push_back(subject + ": " + sentence);
    return all;
  }

  void say(log_level level, std::string_view sentence) const {
    if (log_)
      log_(level, sentence);
  }

private:
  const log_sink log_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string> problems_;
};

/// How far the engine is on its way down. It only moves on.
enum class phase : std::uint8_t {
  running,
  draining,   ///< Nothing new is started; what is under way may end.
  abandoning, ///< What is under way is parked.
};

/// What all actors share. It outlives them.
struct surroundings {
  counters count;
  problem_board problems;
  std::atomic<phase> now{phase::running};

  explicit surroundings(log_sink log = {}) : problems(std::move(log)) {}

  /// In one order with what desks show of the work under way: who starts
  /// something shows it first, then asks.
  bool running() const { return now.load() == phase::running; }
  bool abandoning() const { return now.load(std::memory_order_acquire) == phase::abandoning; }
};

} // namespace fanfare
