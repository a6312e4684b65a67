#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace fanfare {

/// Which of the engine's parts, actors and threads, failed and were started
/// again: how often, and of what they died last.
/// Thread safety: all members may be called from any thread.
class restart_book {
public:
  using clock = std::chrono::steady_clock;

  /// For so long after a failure there is a sentence of it.
  static constexpr std::chrono::minutes recent{10};

  void note(const std::string& who, std::string cause, clock::time_point now = clock::now()) {
    std::lock_guard guard{mutex_};
    auto& known = all_[who];
    ++known.count;
    known.cause = std::move(cause);
    known.last = now;
  }

  /// Returns how often each was started again.
  std::map<std::string, std::uint64_t> counts() const {
    std::lock_guard guard{mutex_};
    std::map<std::string, std::uint64_t> made;
    for (const auto& [who, known] : all_)
      made.emplace(who, known.count);
    return made;
  }

  /// Says of each that failed of late why it did.
  std::vector<std::string> sentences(clock::time_point now = clock::now()) const {
    std::lock_guard guard{mutex_};
    std::vector<std::string> made;
    for (const auto& [who, known] : all_)
      if (now - known.last < recent)
        made.push_back(who + ": was started again, " + times(known.count) +
                       " since the engine started; the last time it had died of " + known.cause);
    return made;
  }

private:
  struct entry {
    std::uint64_t count = 0;
    std::string cause;
    clock::time_point last;
  };

  static std::string times(std::uint64_t count) {
    return count == 1 ? "once" : std::to_string(count) + " times";
  }

  mutable std::mutex mutex_;
  std::map<std::string, entry> all_;
};

} // namespace fanfare
