#pragma once

#include "fanfare/engine.hpp"

#include "actors/restart_book.hpp"
#include "messages/thread_watch.hpp"

#include <atomic>
#include <chrono>
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
  /// Published by others since the start: read, and more than this node has published. What is
  /// read a moment before it counts as published is taken for theirs, until they have as many.
  std::atomic<std::uint64_t> foreign{0};
  std::atomic<std::uint64_t> settled{0};
  std::atomic<std::uint64_t> delivered{0};
  std::atomic<std::uint64_t> failed{0};
  std::atomic<std::uint64_t> dead{0};
  std::atomic<std::uint64_t> dropped{0};  ///< Deliveries whose listener or part of it is gone.
  std::atomic<std::uint64_t> skipped{0};  ///< Matches of listeners that are disabled.
  std::atomic<std::uint64_t> recalled{0}; ///< Not repeated: they had ended before a crash.
  std::atomic<std::uint64_t> trimmed_parked{0}; ///< Dropped because there were too many.
  std::atomic<std::uint64_t> trimmed_dead{0};
  std::atomic<std::uint64_t> restarts{0};

  /// Events that have come in since the start, whoever published them, each once.
  std::uint64_t arrived() const {
    return published.load(std::memory_order_relaxed) + foreign.load(std::memory_order_relaxed);
  }
};

/// What is wrong at the moment, and what may go wrong, by subject; shown by /readyz.
/// Thread safety: all members may be called from any thread.
class problem_board {
public:
  explicit problem_board(log_sink log = {}) : log_(std::move(log)) {}

  /// Notes a problem; it is logged when it is new or says something else.
  void raise(const std::string& subject, const std::string& sentence) {
    if (note(problems_, subject, sentence))
      say(log_level::error, subject + ": " + sentence);
  }

  void clear(const std::string& subject) {
    if (strike_out(problems_, subject))
      say(log_level::info, subject + ": works again");
  }

  /// Notes what may become a problem one day; logged in the same manner.
  void warn(const std::string& subject, const std::string& sentence) {
    if (note(warnings_, subject, sentence))
      say(log_level::warning, subject + ": " + sentence);
  }

  void lift_warning(const std::string& subject) {
    if (strike_out(warnings_, subject))
      say(log_level::info, subject + ": in order again");
  }

  /// Returns the problems.
  std::vector<std::string> sentences() const { return written(problems_); }
  std::vector<std::string> warnings() const { return written(warnings_); }

  /// The host's log may throw; that is no reason to die for who has something to say.
  void say(log_level level, std::string_view sentence) const noexcept {
    if (!log_)
      return;
    try {
      log_(level, sentence);
    } catch (...) {
      return;
    }
  }

private:
  using board = std::map<std::string, std::string>;

  /// False: the board says so already.
  bool note(board& on, const std::string& subject, const std::string& sentence) {
    std::lock_guard guard{mutex_};
    auto& now = on[subject];
    if (now == sentence)
      return false;
    now = sentence;
    return true;
  }

  bool strike_out(board& on, const std::string& subject) {
    std::lock_guard guard{mutex_};
    return on.erase(subject) > 0;
  }

  std::vector<std::string> written(const board& on) const {
    std::lock_guard guard{mutex_};
    std::vector<std::string> all;
    all.reserve(on.size());
    for (const auto& [subject, sentence] : on)
      all.push_back(subject + ": " + sentence);
    return all;
  }

  const log_sink log_;
  mutable std::mutex mutex_; // guards what follows
  board problems_;
  board warnings_;
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
  /// Whether the events that were in the journal at the start are in the lanes: what
  /// was parked before in order behind one of them has to wait for it.
  std::atomic<bool> backlog_read{false};

  restart_book restarts;

  explicit surroundings(log_sink log = {}) : problems(std::move(log)) {}

  /// Notes that a part of the engine died, and when it starts again. May be repeated after it
  /// threw std::bad_alloc, as what follows.
  void note_death(const std::string& who, const std::string& cause,
                  std::chrono::milliseconds pause) {
    problems.raise(who, "died of " + cause + "; starts again in " + std::to_string(pause.count()) +
                            " ms");
    restarts.note(who, cause);
    ++count.restarts;
  }
  /// Notes that it has been started again.
  void note_return(const std::string& who) { problems.clear(who); }

  /// The same for threads. It must not outlive this object.
  thread_watch watch() {
    return {
        [this](const auto& who, const auto& cause, auto pause) { note_death(who, cause, pause); },
        [this](const auto& who) { note_return(who); }};
  }

  /// In one order with what desks show of the work under way: who starts
  /// something shows it first, then asks.
  bool running() const { return now.load() == phase::running; }
  bool abandoning() const { return now.load(std::memory_order_acquire) == phase::abandoning; }
};

} // namespace fanfare
