#pragma once

#include <pthread.h>

#include <csignal>
#include <ctime>

namespace fanfare {

/// While it lives, a peer that hung up is an error of the write that noticed it,
/// and no SIGPIPE for the thread: hiredis has no flag against it, and the thread
/// may be the host's.
class signal_guard {
public:
  signal_guard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~signal_guard() {
    if (sigismember(&before_, SIGPIPE) != 0)
      return;
    constexpr timespec at_once{};
    while (sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  signal_guard(const signal_guard&) = delete;
  signal_guard& operator=(const signal_guard&) = delete;

private:
  sigset_t pipe_{};
  sigset_t before_{};
};

} // namespace fanfare
