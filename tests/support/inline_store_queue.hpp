#pragma once

#include "storage/store_queue.hpp"

#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace fanfare::test {

/// Works for a store on the test's thread: at once, or when the test says so.
class inline_store_queue final : public store_queue {
public:
  explicit inline_store_queue(store& of) : store_(of) {}

  bool hold = false; ///< While set, work waits for `release`.

  void append(std::vector<new_event> events, on_appended then) override {
    take([this, events = std::move(events), then = std::move(then)] {
      then(store_.events().write({events, {}}));
    });
  }

  void settle(settlement what, on_settled then) override {
    take([this, what = std::move(what), then = std::move(then)] {
      auto done = store_.events().write({{}, what});
      then(done ? result<void>{} : result<void>{done.error()});
    });
  }

  void run(job what) override {
    take([this, what = std::move(what)] { what(store_); });
  }

  /// Does what waits.
  void release() {
    for (auto lot = std::exchange(waiting_, {}); !lot.empty(); lot.pop_front())
      lot.front()();
  }

  std::size_t waiting() const { return waiting_.size(); }

private:
  void take(std::function<void()> work) {
    if (hold)
      waiting_.push_back(std::move(work));
    else
      work();
  }

  store& store_;
  std::deque<std::function<void()>> waiting_;
};

} // namespace fanfare::test
