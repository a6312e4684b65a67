#include "engine/callback_thread.hpp"

#include "messages/engine_thread.hpp"
#include "messages/surely.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace fanfare {

struct callback_thread::impl {
  explicit impl(complaint of_throwing) : complain(std::move(of_throwing)) {}

  const complaint complain;
  std::mutex mutex;
  std::condition_variable something;
  std::vector<callback> waiting;
  bool ending = false;
  std::thread thread{[this] { run(); }};

  void run() {
    enter_engine_thread("fanfare-calls");
    std::unique_lock guard{mutex};
    for (;;) {
      something.wait(guard, [this] { return ending || !waiting.empty(); });
      if (waiting.empty())
        return;
      auto lot = std::exchange(waiting, {});
      guard.unlock();
      for (auto& each : lot)
        call(each);
      lot.clear();
      guard.lock();
    }
  }

  /// It is the host's failure; there is nobody here who could mend it.
  void call(const callback& what) const {
    try {
      what();
    } catch (const std::exception& why) {
      tell_of(why.what());
    } catch (...) {
      tell_of("something that is no std::exception");
    }
  }

  void tell_of(const char* cause) const {
    if (complain)
      surely([this, cause] { complain(cause); });
  }
};

callback_thread::callback_thread(complaint of_throwing)
    : impl_(std::make_unique<impl>(std::move(of_throwing))) {}

callback_thread::~callback_thread() { finish(); }

void callback_thread::finish() {
  {
    std::lock_guard guard{impl_->mutex};
    impl_->ending = true;
  }
  impl_->something.notify_one();
  if (impl_->thread.joinable())
    impl_->thread.join();
}

void callback_thread::post(callback what) {
  surely([&] {
    std::lock_guard guard{impl_->mutex};
    impl_->waiting.push_back(std::move(what));
  });
  impl_->something.notify_one();
}

} // namespace fanfare
