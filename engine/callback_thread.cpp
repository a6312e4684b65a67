#include "engine/callback_thread.hpp"

#include "messages/engine_thread.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace fanfare {

struct callback_thread::impl {
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

  static void call(const callback& what) {
    try {
      what();
    } catch (...) {
      // The host's failure; there is nobody here who could mend it.
    }
  }
};

callback_thread::callback_thread() : impl_(std::make_unique<impl>()) {}

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
  {
    std::lock_guard guard{impl_->mutex};
    impl_->waiting.push_back(std::move(what));
  }
  impl_->something.notify_one();
}

} // namespace fanfare
