#include "cli/serve.hpp"

#include "fanfare/configuration.hpp"
#include "fanfare/engine.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/log.hpp"
#include "cli/store_access.hpp"
#include "server/http_server.hpp"

#include <csignal>
#include <string>

namespace fanfare {

namespace {

constexpr std::chrono::seconds patience{10};

/// The signals that end a node. Made before any thread is, so that all threads
/// inherit the mask and only `wait` receives them.
class stop_signals {
public:
  stop_signals() {
    std::signal(SIGPIPE, SIG_IGN); // whoever read the log may be gone
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  const char* wait() const {
    int received = 0;
    while (sigwait(&set_, &received) != 0) {
    }
    return received == SIGINT ? "SIGINT" : "SIGTERM";
  }

  /// From here on a signal does what it does to any program.
  void release() const { pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }

private:
  sigset_t set_{};
};

int serve(const arguments& said, console& to) {
  stop_signals signals;
  auto chosen = chosen_options(said, to);
  if (!chosen)
    return fail(to, chosen.error());
  if (auto listen = said.value("--listen"))
    chosen->listen = *listen;
  const auto log = log_to_stderr(chosen->min_log_level, chosen->log_layout);
  chosen->log = log;
  auto node = engine::start(*chosen);
  if (!node)
    return fail(to, node.error());
  auto door = http_server::start(**node, *chosen);
  if (!door)
    return fail(to, door.error());
  log(log_level::info, "engine ready at http://" + (*door)->address() + ", store " +
                           without_password(chosen->store_url));

  const char* received = signals.wait();
  signals.release();
  (*door)->refuse_publishes();
  log(log_level::info,
      std::string{received} + ": taking no more events, finishing what is under way");
  (*node)->stop(patience);
  (*door)->stop();
  log(log_level::info, "stopped");
  return exit_ok;
}

} // namespace

command serve_command() {
  return {.name = "serve",
          .description = "run the engine and take events over HTTP",
          .flags = {{"--listen", "host:port to listen on instead of the configured one; port 0 "
                                 "takes a free one"}},
          .run = serve};
}

} // namespace fanfare
