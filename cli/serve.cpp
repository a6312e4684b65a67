#include "cli/serve.hpp"

#include "fanfare/engine.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"
#include "server/http_server.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <csignal>
#include <memory>

namespace fanfare {

namespace {

constexpr std::chrono::seconds patience{10};

spdlog::level::level_enum spdlog_level(log_level level) {
  switch (level) {
  case log_level::debug:
    return spdlog::level::debug;
  case log_level::info:
    return spdlog::level::info;
  case log_level::warning:
    return spdlog::level::warn;
  case log_level::error:
    return spdlog::level::err;
  }
  return spdlog::level::info;
}

std::shared_ptr<spdlog::logger> make_log(log_level least) {
  auto log = std::make_shared<spdlog::logger>(
      "fanfare", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  log->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  log->set_level(spdlog_level(least));
  log->flush_on(spdlog::level::debug);
  return log;
}

/// The signals that end a node. Made before any thread is, so that all threads
/// inherit the mask and only `wait` receives them.
class stop_signals {
public:
  stop_signals() {
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
  auto log = make_log(chosen->min_log_level);
  chosen->log = [log](log_level level, std::string_view sentence) {
    log->log(spdlog_level(level), printable(sentence));
  };
  auto node = engine::start(*chosen);
  if (!node)
    return fail(to, node.error());
  auto door = http_server::start(**node, *chosen);
  if (!door)
    return fail(to, door.error());
  log->info("engine ready at http://{}, store {}", (*door)->address(),
            shown_store_url(chosen->store_url));

  const char* received = signals.wait();
  signals.release();
  (*door)->refuse_publishes();
  log->info("{}: taking no more events, finishing what is under way", received);
  (*node)->stop(patience);
  (*door)->stop();
  log->info("stopped");
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
