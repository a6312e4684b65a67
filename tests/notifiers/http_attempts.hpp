#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/http_notifier.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// Collects what a notifier hands back.
/// Thread safety: all members may be called from any thread.
class outcome_log {
public:
  on_done sink() {
    return [this](std::vector<outcome> some) {
      std::lock_guard guard{mutex_};
      ++calls_;
      for (auto& one : some)
        all_.push_back(std::move(one));
      changed_.notify_all();
    };
  }

  /// Waits for `count` outcomes, but not for ever, and returns all there are.
  std::vector<outcome> wait_for(std::size_t count,
                                std::chrono::seconds patience = std::chrono::seconds{20}) {
    std::unique_lock guard{mutex_};
    changed_.wait_for(guard, patience, [&] { return all_.size() >= count; });
    return all_;
  }

  std::size_t size() {
    std::lock_guard guard{mutex_};
    return all_.size();
  }

  std::size_t calls() {
    std::lock_guard guard{mutex_};
    return calls_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<outcome> all_;
  std::size_t calls_ = 0;
};

inline listener_ptr listener_for(std::string config, std::string id = "ops") {
  listener made;
  made.id = std::move(id);
  made.notifier_type = "http";
  made.event_types = {"*"};
  made.notifier_config = std::move(config);
  return std::make_shared<const listener>(std::move(made));
}

inline listener_ptr listener_at(const std::string& url, std::string id = "ops") {
  return listener_for(R"({"url":")" + url + R"("})", std::move(id));
}

inline event_ptr event_with(std::string body, std::uint32_t sequence = 1) {
  return std::make_shared<const event>(
      event{{1'700'000'000'000, sequence, 3, 0xabcdef0123}, "repo.sync.start", std::move(body)});
}

inline attempt attempt_for(listener_ptr to, std::uint64_t ticket = 1,
                           std::string body = R"({"event_type":"repo.sync.start"})") {
  return {.ticket = ticket,
          .what = event_with(std::move(body), static_cast<std::uint32_t>(ticket)),
          .to = std::move(to)};
}

/// Carries out one attempt and waits for what comes of it.
inline outcome deliver(notifier& by, attempt what) {
  outcome_log log;
  by.send({std::move(what)}, log.sink());
  auto all = log.wait_for(1);
  return all.empty() ? outcome{0, verdict::retry, "NO OUTCOME WITHIN 20 s"} : all.front();
}

/// Makes an http notifier that may connect to this machine.
inline std::unique_ptr<notifier> loopback_notifier(std::size_t max_transfers = 64) {
  auto guard = network_guard::with({"127.0.0.0/8", "::1"});
  return make_http_notifier({.guard = *guard, .max_transfers = max_transfers});
}

} // namespace fanfare::test
