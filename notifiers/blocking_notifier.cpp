#include "fanfare/notifier.hpp"

#include "messages/engine_thread.hpp"
#include "messages/surely.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace fanfare {

struct blocking_notifier::impl {
  struct job {
    attempt what;
    std::shared_ptr<on_done> done;
  };

  impl(deliver by, unsigned width, check config_check)
      : carry(std::move(by)), checked(std::move(config_check)) {
    for (auto left = std::max(width, 1u); left > 0; --left)
      threads.emplace_back([this] { run(); });
  }

  ~impl() {
    {
      std::lock_guard guard{mutex};
      stopping = true;
    }
    changed.notify_all();
    for (auto& thread : threads)
      thread.join();
  }

  void run() {
    enter_engine_thread("fanfare-notify");
    std::unique_lock guard{mutex};
    for (;;) {
      changed.wait(guard, [this] { return stopping || !jobs.empty(); });
      if (stopping)
        return;
      auto next = std::move(jobs.front());
      jobs.pop_front();
      guard.unlock();
      auto said = carry_out(next.what);
      surely([&] { (*next.done)({outcome{next.what.ticket, said.how, said.detail}}); });
      next = {};
      guard.lock();
    }
  }

  answer carry_out(const attempt& what) const {
    try {
      return carry(what);
    } catch (const std::exception& why) {
      return {verdict::retry, std::string{"the notifier threw: "} + why.what()};
    } catch (...) {
      return {verdict::retry, "the notifier threw something that is no std::exception"};
    }
  }

  const deliver carry;
  const check checked;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<job> jobs;
  bool stopping = false;
  std::vector<std::thread> threads;
};

blocking_notifier::blocking_notifier(deliver how, unsigned threads, check config_check)
    : impl_(std::make_unique<impl>(std::move(how), threads, std::move(config_check))) {}

blocking_notifier::~blocking_notifier() = default;

result<void> blocking_notifier::validate(std::string_view config) const {
  if (!impl_->checked)
    return {};
  try {
    return impl_->checked(config);
  } catch (const std::exception& why) {
    return error{errc::invalid_listener,
                 std::string{"notifier_config: the notifier's check threw: "} + why.what()};
  } catch (...) {
    return error{errc::invalid_listener, "notifier_config: the notifier's check threw"};
  }
}

void blocking_notifier::send(std::vector<attempt> batch, on_done done) {
  auto shared = std::make_shared<on_done>(std::move(done));
  {
    std::lock_guard guard{impl_->mutex};
    for (auto& what : batch)
      impl_->jobs.push_back({std::move(what), shared});
  }
  impl_->changed.notify_all();
}

} // namespace fanfare
