#include "engine/actor_runtime.hpp"

#include "actors/wire.hpp"
#include "messages/engine_thread.hpp"

#include <caf/atom.hpp>
#include <caf/logger.hpp>
#include <caf/thread_hook.hpp>

#include <utility>

namespace fanfare {

namespace {

/// CAF names its threads after parts of it that are not even linked.
class thread_set_up final : public caf::thread_hook {
public:
  void init(caf::actor_system&) override {}
  void thread_started() override { enter_engine_thread("fanfare-actors"); }
  void thread_terminates() override {}
};

struct runtime_config : caf::actor_system_config {
  explicit runtime_config(unsigned threads) {
    // Stealing, the default, burns a fifth of a core at 20 messages/s; without
    // a limit two busy actors starve all others.
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", static_cast<std::size_t>(threads));
    set("scheduler.max-throughput", std::size_t{200});
    add_thread_hook<thread_set_up>();
  }
};

} // namespace

struct actor_runtime::impl {
  runtime_config config;
  caf::actor_system system;
  supervisor_actor supervisor;

  impl(unsigned threads, std::vector<post> posts, surroundings& around)
      : config(threads), system(config),
        supervisor(supervise(system, std::move(posts), {}, around)) {}
};

actor_runtime::actor_runtime(unsigned threads, std::vector<post> posts, surroundings& around)
    : impl_(std::make_unique<impl>(threads, std::move(posts), around)) {
  // A system leaves a reference to its logger with the thread that made it, and
  // its destructor waits for the last reference: on another thread, for ever.
  caf::logger::set_current_actor_system(nullptr);
}

actor_runtime::~actor_runtime() {
  caf::anon_send_exit(impl_->supervisor, caf::exit_reason::user_shutdown);
  impl_->supervisor = supervisor_actor{};
}

} // namespace fanfare
