#include "fanfare/notifier.hpp"

#include "messages/engine_thread.hpp"

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

  impl(deliver how, unsigned threads, check config_check)
      : how_(std::move(how)), check_(std::move(config_check)) {
    for (auto left = std::max(threads, 1u); left > 0; --left)
      threads_.emplace_back([this] { run(); });
  }

  ~impl() {
    {
      std::lock_guard guard{mutex_};
      stopping_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_)
      thread.join();
  }

  void run() {
    enter_engine_thread("fanfare-notify");
    std::unique_lock guard{mutex_};
    for (;;) {
      changed_.wait(guard, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_)
        return;
      auto next = std::move(jobs_.front());
      jobs_.pop_front();
      guard.unlock();
      auto said = carry_out(next.what);
      (*next.done)({outcome{next.what.ticket, said.how, std::move(said.detail)}});
      next = {};
      guard.lock();
    }
  }

  answer carry_out(const attempt& what) const {
    try {
      return how_(what);
    } catch (const std::exception& why) {
      return {verdict::retry, std::string{"the notifier threw: "} + why.what()};
    } catch (...) {
      return {verdict::retry, "the notifier threw something that is no std::exception"};
    }
  }

  const deliver how_;
  const check check_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

blocking_notifier::blocking_notifier(deliver how, unsigned threads, check config_check)
    : impl_(std::make_unique<impl>(std::move(how), threads, std::move(config_check))) {}

blocking_notifier::~blocking_notifier() = default;

result<void> blocking_notifier::validate(std::string_view config) const {
  if (!impl_->check_)
    return {};
  try {
    return impl_->check_(config);
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
    std::lock_guard guard{impl_->mutex_};
    for (auto& what : batch)
      impl_->jobs_.push_back({std::move(what), shared});
  }
  impl_->changed_.notify_all();
}

} // namespace fanfare
