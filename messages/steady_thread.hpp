#pragma once

#include "messages/restart_policy.hpp"
#include "messages/thread_watch.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace fanfare {

/// A thread that goes on: what it does may throw, then it is done again after a
/// pause, from the start. So whatever it does it takes up where it left off, or
/// hands back.
/// Thread safety: `stop` may be called from any thread but this one.
class steady_thread {
public:
  /// @param name as that of `enter_engine_thread`.
  /// @param life returns when the thread is to end.
  steady_thread(std::string name, std::function<void()> life, thread_watch watch = {},
                restart_policy pace = {});
  ~steady_thread() { stop(); }
  steady_thread(const steady_thread&) = delete;
  steady_thread& operator=(const steady_thread&) = delete;

  /// Starts no further life and waits for the end of this one, which is to be
  /// told before. A second call does nothing.
  void stop();

private:
  void run();
  bool live();
  bool rest(std::chrono::milliseconds how_long);

  const std::string name_;
  const std::function<void()> life_;
  const thread_watch watch_;
  const restart_policy pace_;
  restart_pauses pauses_; ///< The thread's own.

  std::mutex mutex_;
  std::condition_variable told_;
  bool stopping_ = false;
  std::thread thread_; ///< Last: it uses all of the above.
};

} // namespace fanfare
