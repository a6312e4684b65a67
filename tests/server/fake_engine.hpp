#pragma once

#include "fanfare/engine.hpp"

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

namespace fanfare::test {

/// Takes publishes and answers them on a thread of its own: at once with ids
/// "id-0", "id-1", …, or, while it holds, when and as the test says.
class fake_engine final : public engine {
public:
  fake_engine() : thread_{[this] { answer_all(); }} {}
  ~fake_engine() override {
    {
      std::lock_guard guard{mutex_};
      ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  // -- what the test says -------------------------------------------------------

  /// From now on publishes wait for `answer`.
  void hold() {
    std::lock_guard guard{mutex_};
    holding_ = true;
  }

  /// Waits until this many publishes are held; false after ten seconds.
  bool wait_for_held(std::size_t count) {
    std::unique_lock guard{mutex_};
    return changed_.wait_for(guard, std::chrono::seconds{10},
                             [&] { return held_.size() >= count; });
  }

  /// Answers the held publish whose first report is `body`.
  void answer(const std::string& body, result<receipt> with) {
    on_published then;
    {
      std::lock_guard guard{mutex_};
      for (auto& [first, waiting] : held_)
        if (first == body)
          then = std::move(waiting);
    }
    then(std::move(with));
  }

  void fail_with(error why) {
    std::lock_guard guard{mutex_};
    failure_ = std::move(why);
  }

  void be(health now) {
    std::lock_guard guard{mutex_};
    health_ = std::move(now);
  }

  void measure(std::vector<metric_family> now) {
    std::lock_guard guard{mutex_};
    metrics_ = std::move(now);
  }

  /// The bodies published so far, in their order.
  std::vector<std::string> published() const {
    std::lock_guard guard{mutex_};
    return published_;
  }

  // -- engine -------------------------------------------------------------------

  std::future<result<receipt>> publish(std::vector<report>) override { std::abort(); }

  void publish(std::vector<report> reports, on_published then) override {
    {
      std::lock_guard guard{mutex_};
      receipt ids;
      for (const auto& one : reports) {
        ids.ids.push_back("id-" + std::to_string(published_.size()));
        published_.push_back(one.body);
      }
      if (holding_)
        held_.emplace_back(reports.front().body, std::move(then));
      else
        due_.emplace_back(std::move(then), failure_ ? result<receipt>{*failure_} : std::move(ids));
    }
    changed_.notify_all();
  }

  admin& administration() override { std::abort(); }
  health condition() const override {
    std::lock_guard guard{mutex_};
    return health_;
  }
  engine_counts counts() const override { return {}; }
  std::vector<metric_family> metrics() override {
    std::lock_guard guard{mutex_};
    return metrics_;
  }
  void stop(std::chrono::milliseconds) override {}
  bool wait_settled(std::chrono::steady_clock::time_point) override { return true; }

private:
  void answer_all() {
    std::unique_lock guard{mutex_};
    for (;;) {
      changed_.wait(guard, [&] { return ending_ || !due_.empty(); });
      if (due_.empty())
        return;
      auto next = std::move(due_.front());
      due_.pop_front();
      guard.unlock();
      next.first(std::move(next.second));
      guard.lock();
    }
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool holding_ = false;
  bool ending_ = false;
  std::optional<error> failure_;
  health health_{true, {}};
  std::vector<metric_family> metrics_;
  std::vector<std::string> published_;
  std::deque<std::pair<std::string, on_published>> held_;
  std::deque<std::pair<on_published, result<receipt>>> due_;
  std::thread thread_;
};

} // namespace fanfare::test
