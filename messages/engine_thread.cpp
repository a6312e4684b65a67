#include "messages/engine_thread.hpp"

#include <pthread.h>

#include <csignal>

namespace fanfare {

void enter_engine_thread(const char* name) noexcept {
  pthread_setname_np(pthread_self(), name);
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
}

} // namespace fanfare
