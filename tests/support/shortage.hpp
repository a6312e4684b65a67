#pragma once

#include "actors/actor.hpp"
#include "tests/support/failing_allocations.hpp"

#include <cstddef>
#include <memory>
#include <utility>

namespace fanfare::test {

/// Makes actors that run out of memory once: in the nth allocation of all that
/// they make in their turns.
class shortage {
public:
  explicit shortage(std::size_t n) : left_(n) {}

  actor_factory around(actor_factory make) {
    return [this, make = std::move(make)](alarm_clock& clock) -> std::unique_ptr<actor> {
      return std::make_unique<starved>(make(clock), left_);
    };
  }

  /// Whether it has come to that.
  bool has_struck() const { return left_ == 0; }

private:
  class starved final : public actor {
  public:
    starved(std::unique_ptr<actor> who, std::size_t& left) : who_(std::move(who)), left_(left) {}

    void wake() override {
      failing_allocations::fail_nth(left_);
      try {
        who_->wake();
      } catch (...) {
        left_ = failing_allocations::forget_nth();
        throw;
      }
      left_ = failing_allocations::forget_nth();
    }

  private:
    std::unique_ptr<actor> who_;
    std::size_t& left_;
  };

  std::size_t left_;
};

} // namespace fanfare::test
