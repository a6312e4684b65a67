#include "cli/interruption.hpp"

#include <array>
#include <csignal>

namespace fanfare {

namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGPIPE};

volatile std::sig_atomic_t received = 0;

void remember(int signal) { received = signal; }

void answer_with(void (*what)(int)) {
  for (auto each : signals) {
    struct sigaction how {};
    how.sa_handler = what;
    // Without SA_RESTART: whoever waits shall notice.
    ::sigaction(each, &how, nullptr);
  }
}

} // namespace

interruption::interruption() {
  received = 0;
  answer_with(remember);
}

interruption::~interruption() { answer_with(SIG_DFL); }

bool interruption::has_come() { return received != 0; }

void interruption::end_by_it() {
  const int signal = received;
  if (signal == 0)
    return;
  answer_with(SIG_DFL);
  std::raise(signal);
}

} // namespace fanfare
