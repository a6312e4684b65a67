#include "actors/wire.hpp"
#include "messages/surely.hpp"

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

namespace fanfare {

namespace {

std::string text_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& what) {
    return what.what();
  } catch (...) {
    return "unknown exception";
  }
}

/// What an actor died of, for its supervisor.
class last_words {
public:
  /// Whoever died for lack of memory may have none for this.
  void say(const std::exception_ptr& thrown) noexcept {
    std::lock_guard guard{mutex_};
    try {
      what_ = text_of(thrown);
    } catch (const std::bad_alloc&) {
      what_ = "bad_alloc"; // short enough to need none
    }
  }
  std::string take() {
    std::lock_guard guard{mutex_};
    return std::exchange(what_, {});
  }

private:
  std::mutex mutex_;
  std::string what_;
};

/// Gives one of our actors a mailbox, a place on a core and a clock.
class worker final : public worker_actor::base, private alarm_clock {
public:
  worker(caf::actor_config& config, const post& at, std::shared_ptr<last_words> words)
      : worker_actor::base(config), name_(at.name), make_(at.make), words_(std::move(words)) {
    // CAF's own handlers print to stdout, or quit over what is no concern of ours.
    set_exception_handler([this](std::exception_ptr& thrown) -> caf::error {
      words_->say(thrown);
      return caf::sec::runtime_error;
    });
    set_error_handler([](caf::error&) {});
    set_down_handler([](caf::down_msg&) {});
  }

  const char* name() const override { return name_.c_str(); }

  behavior_type make_behavior() override {
    who_ = make_(*this);
    return {
        [this](const wake&) { who_->wake(); },
        [this](const alarm& which) { ring(which); },
    };
  }

  void on_exit() override { who_.reset(); }

private:
  time_point now() const override { return home_system().clock().now(); }

  void ring_at(time_point when) override {
    if (armed_ && *armed_ <= when)
      return;
    armed_ = when;
    auto pause = std::max(when - now(), time_point::duration{0});
    delayed_send(this, pause, alarm{when});
  }

  void ring(const alarm& which) {
    if (armed_ != which.at)
      return;
    armed_.reset();
    who_->wake();
  }

  const std::string name_;
  const actor_factory make_;
  const std::shared_ptr<last_words> words_;
  std::unique_ptr<actor> who_;
  std::optional<time_point> armed_;
};

class supervisor final : public supervisor_actor::base {
public:
  supervisor(caf::actor_config& config, std::vector<post> posts, restart_policy policy,
             surroundings& around)
      : supervisor_actor::base(config), policy_(policy), around_(around) {
    for (auto& each : posts)
      seats_.push_back({std::move(each), {}, std::make_shared<last_words>(), {}, {}});
    set_exception_handler(
        [](std::exception_ptr&) -> caf::error { return caf::sec::runtime_error; });
    set_error_handler([](caf::error&) {});
    set_down_handler([this](const caf::down_msg& down) { replace(down); });
    set_exit_handler([this](const caf::exit_msg& exit) { dismiss(exit.reason); });
  }

  const char* name() const override { return "fanfare.supervisor"; }

  behavior_type make_behavior() override {
    for (std::size_t i = 0; i < seats_.size(); ++i)
      seat(i);
    return {[this](const restart& which) { seat(which.post); }};
  }

private:
  struct seat_of {
    post at;
    worker_actor who;
    std::shared_ptr<last_words> words;
    restart_pauses pauses;
    std::chrono::steady_clock::time_point since;
  };

  void seat(std::size_t i) {
    auto& here = seats_[i];
    here.since = home_system().clock().now();
    surely([&] { here.who = employ(here); });
    surely([&] { here.at.bell->attach([who = here.who] { caf::anon_send(who, wake{}); }); });
    if (here.pauses.any())
      surely([&] { around_.note_return(here.at.name); });
  }

  /// A thread that is not to be had is as short as memory is.
  worker_actor employ(const seat_of& here) {
    try {
      return here.at.alone ? spawn<worker, caf::monitored + caf::detached>(here.at, here.words)
                           : spawn<worker, caf::monitored>(here.at, here.words);
    } catch (const std::system_error&) {
      throw std::bad_alloc{};
    }
  }

  void replace(const caf::down_msg& down) {
    auto here = std::find_if(seats_.begin(), seats_.end(), [&down](const seat_of& each) {
      return each.who && down.source == each.who.address();
    });
    if (here == seats_.end())
      return;
    here->at.bell->attach({});
    here->who = worker_actor{};
    const auto pause = here->pauses.next(policy_, home_system().clock().now() - here->since);
    const auto cause = here->words->take();
    surely([&] {
      around_.note_death(here->at.name, cause.empty() ? "an exit message" : cause, pause);
    });
    const restart again{static_cast<std::size_t>(here - seats_.begin())};
    surely([&] { delayed_send(this, pause, again); });
  }

  void dismiss(const caf::error& why) {
    for (auto& each : seats_) {
      each.at.bell->attach({});
      if (!each.who)
        continue;
      demonitor(each.who.address());
      send_exit(each.who, why);
      each.who = worker_actor{};
    }
    quit(why);
  }

  const restart_policy policy_;
  surroundings& around_;
  std::vector<seat_of> seats_;
};

} // namespace

supervisor_actor supervise(caf::actor_system& system, std::vector<post> posts,
                           restart_policy policy, surroundings& around) {
  return system.spawn<supervisor>(std::move(posts), policy, std::ref(around));
}

} // namespace fanfare
