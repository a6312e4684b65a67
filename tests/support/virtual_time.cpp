#include "tests/support/virtual_time.hpp"

#include "actors/wire.hpp"

#include <caf/atom.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <utility>

namespace fanfare::test {

namespace {

struct test_config : caf::actor_system_config {
  test_config() {
    set("scheduler.policy", caf::atom("testing"));
    set("logger.inline-output", true);
  }
};

} // namespace

struct virtual_time::impl {
  test_config config;
  caf::actor_system system{config};
  caf::scheduler::test_coordinator& schedule =
      dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  std::vector<supervisor_actor> supervisors;

  ~impl() {
    for (const auto& each : supervisors)
      caf::anon_send_exit(each, caf::exit_reason::user_shutdown);
    supervisors.clear();
    schedule.run();
    schedule.clock().cancel_all();
    schedule.inline_all_enqueues();
  }
};

virtual_time::virtual_time() : impl_(std::make_unique<impl>()) { run(); }

virtual_time::~virtual_time() = default;

void virtual_time::employ(std::vector<post> posts, surroundings& around, restart_policy policy) {
  impl_->supervisors.push_back(supervise(impl_->system, std::move(posts), policy, around));
  run();
}

void virtual_time::run() { impl_->schedule.run(); }

void virtual_time::advance(std::chrono::milliseconds by) {
  auto& clock = impl_->schedule.clock();
  auto end = clock.now() + by;
  run();
  while (!clock.schedule().empty() && clock.schedule().begin()->first <= end) {
    auto next = std::max(clock.schedule().begin()->first, clock.now());
    clock.advance_time(next - clock.now());
    run();
  }
  if (clock.now() < end)
    clock.advance_time(end - clock.now());
  run();
}

void virtual_time::stand_still(std::chrono::milliseconds by) {
  impl_->schedule.clock().advance_time(by);
}

std::chrono::steady_clock::time_point virtual_time::now() const {
  return impl_->schedule.clock().now();
}

} // namespace fanfare::test
