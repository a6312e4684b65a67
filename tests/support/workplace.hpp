#pragma once

#include "actors/actor.hpp"
#include "actors/surroundings.hpp"
#include "tests/support/fake_store.hpp"
#include "tests/support/inline_store_queue.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fanfare::test {

/// What the actors of a test share: a log that is kept, and a scripted store.
struct workplace {
  std::vector<std::string> log;
  surroundings around{[this](log_level, std::string_view line) { log.emplace_back(line); }};
  fake_store store;
  inline_store_queue queue{store};

  /// Returns how many lines of the log hold `words`.
  std::ptrdiff_t logged(std::string_view words) const {
    return std::count_if(log.begin(), log.end(), [words](const std::string& line) {
      return line.find(words) != std::string::npos;
    });
  }

  /// Returns whether a problem that holds `words` exists now.
  bool has_problem(std::string_view words) const {
    auto now = around.problems.sentences();
    return std::any_of(now.begin(), now.end(), [words](const std::string& sentence) {
      return sentence.find(words) != std::string::npos;
    });
  }
};

inline const error out_of_reach{errc::store_unreachable, "the disk is full"};

/// When the actors of one post throw: their turns are counted together.
struct mishaps {
  std::set<unsigned> turns;
  unsigned turn = 0;
};

/// Makes actors that do their work, then throw in the turns of `when`.
inline actor_factory stumbling(actor_factory make, mishaps& when) {
  class stumbler final : public actor {
  public:
    stumbler(std::unique_ptr<actor> who, mishaps& plan) : who_(std::move(who)), plan_(plan) {}

    void wake() override {
      who_->wake();
      if (plan_.turns.count(++plan_.turn) > 0)
        throw std::runtime_error{"stumbled in turn " + std::to_string(plan_.turn)};
    }

  private:
    std::unique_ptr<actor> who_;
    mishaps& plan_;
  };
  return [make = std::move(make), &when](alarm_clock& clock) -> std::unique_ptr<actor> {
    return std::make_unique<stumbler>(make(clock), when);
  };
}

} // namespace fanfare::test
