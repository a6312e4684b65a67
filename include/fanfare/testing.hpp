#pragma once

#include "fanfare/engine.hpp"
#include "fanfare/notifier.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// For the tests of a program that embeds fanfare.

namespace fanfare {

/// Waits until every event published so far is settled, at most `patience`.
inline bool wait_settled(engine& of,
                         std::chrono::milliseconds patience = std::chrono::seconds{10}) {
  return of.wait_settled(std::chrono::steady_clock::now() + patience);
}

/// Keeps what it is asked to deliver, and answers as the test decides.
/// Thread safety: all members may be called from any thread.
class recording_notifier final : public notifier {
public:
  /// One attempt as it was made.
  struct record {
    std::string event_id;
    std::string event_type;
    std::string body;
    std::string listener_id;
    std::uint32_t number = 1;
  };

  result<void> validate(std::string_view) const override { return {}; }

  void send(std::vector<attempt> batch, on_done done) override {
    std::vector<outcome> answers;
    {
      std::lock_guard guard{mutex_};
      for (const auto& x : batch) {
        records_.push_back({x.what->id.text(), x.what->type, x.what->body, x.to->id, x.number});
        answers.push_back({x.ticket, next(), "told so by the test"});
      }
    }
    done(std::move(answers));
  }

  /// Answers the next attempts with these, one each; after them, with `delivered`.
  void answer_with(std::vector<verdict> next) {
    std::lock_guard guard{mutex_};
    answers_.insert(answers_.end(), next.begin(), next.end());
  }

  std::vector<record> records() const {
    std::lock_guard guard{mutex_};
    return records_;
  }

private:
  verdict next() {
    if (answers_.empty())
      return verdict::delivered;
    auto first = answers_.front();
    answers_.pop_front();
    return first;
  }

  mutable std::mutex mutex_;
  std::vector<record> records_;
  std::deque<verdict> answers_;
};

} // namespace fanfare
