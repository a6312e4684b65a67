#pragma once

#include "fanfare/notifier.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fanfare::test {

/// How long a test waits for what must come.
constexpr std::chrono::seconds patience{20};

/// Notes what it is asked to deliver and answers as the test decides: at once,
/// or, when the test's answer is nothing, not before `release`.
/// Thread safety: all members may be called from any thread.
class held_notifier final : public notifier {
public:
  using decision = std::function<std::optional<verdict>(const attempt&)>;

  explicit held_notifier(decision how = [](const attempt&) { return verdict::delivered; })
      : how_(std::move(how)) {}

  result<void> validate(std::string_view) const override { return {}; }
  std::vector<std::string> secret_fields() const override { return {"token"}; }

  void send(std::vector<attempt> batch, on_done done) override {
    std::vector<outcome> answers;
    {
      std::lock_guard guard{mutex_};
      for (auto& each : batch) {
        made_.push_back(each);
        auto& now = under_way_[each.to->id];
        most_at_once_[each.to->id] = std::max(most_at_once_[each.to->id], ++now);
        if (const auto how = how_(each))
          answers.push_back(answered(each, *how));
        else
          held_.emplace_back(std::move(each), done);
      }
    }
    changed_.notify_all();
    if (!answers.empty())
      done(std::move(answers));
  }

  void decide(decision how) {
    std::lock_guard guard{mutex_};
    how_ = std::move(how);
  }

  /// Answers what is held, oldest first, at most `most`.
  void release(verdict how = verdict::delivered, std::size_t most = SIZE_MAX) {
    std::vector<std::pair<on_done, outcome>> answers;
    {
      std::lock_guard guard{mutex_};
      const auto end = held_.begin() + static_cast<std::ptrdiff_t>(std::min(most, held_.size()));
      for (auto each = held_.begin(); each != end; ++each)
        answers.emplace_back(each->second, answered(each->first, how));
      held_.erase(held_.begin(), end);
    }
    for (auto& [done, answer] : answers)
      done({std::move(answer)});
  }

  /// Waits until so many attempts have been made, or are held. False: they were not.
  bool wait_made(std::size_t count) {
    std::unique_lock guard{mutex_};
    return changed_.wait_for(guard, patience, [&] { return made_.size() >= count; });
  }
  bool wait_held(std::size_t count) {
    std::unique_lock guard{mutex_};
    return changed_.wait_for(guard, patience, [&] { return held_.size() >= count; });
  }

  std::vector<attempt> made() const {
    std::lock_guard guard{mutex_};
    return made_;
  }
  std::vector<attempt> made_to(const std::string& listener) const {
    std::vector<attempt> some;
    for (auto& each : made())
      if (each.to->id == listener)
        some.push_back(std::move(each));
    return some;
  }
  std::size_t most_at_once(const std::string& listener) const {
    std::lock_guard guard{mutex_};
    const auto found = most_at_once_.find(listener);
    return found == most_at_once_.end() ? 0 : found->second;
  }

private:
  outcome answered(const attempt& which, verdict how) {
    --under_way_[which.to->id];
    return {which.ticket, how, "told so by the test"};
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  decision how_;
  std::vector<attempt> made_;
  std::vector<std::pair<attempt, on_done>> held_;
  std::map<std::string, std::size_t> under_way_;
  std::map<std::string, std::size_t> most_at_once_;
};

/// For `held_notifier`: keeps every attempt until it is released.
inline std::optional<verdict> hold(const attempt&) { return std::nullopt; }

} // namespace fanfare::test
