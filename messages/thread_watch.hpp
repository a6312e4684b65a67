#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace fanfare {

/// Hears of threads that failed and start again. Either may be empty.
/// Called on the thread itself, and again when they threw std::bad_alloc; what else they
/// throw is dropped.
struct thread_watch {
  std::function<void(const std::string& thread, const std::string& cause,
                     std::chrono::milliseconds pause)>
      failed = {};
  std::function<void(const std::string& thread)> starts_again = {};
};

} // namespace fanfare
