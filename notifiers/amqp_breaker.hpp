#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace fanfare {

/// Says when what has failed may be tried again: after a delay that doubles
/// from one failure to the next.
/// Thread safety: none.
class amqp_breaker {
public:
  using clock = std::chrono::steady_clock;

  struct pace {
    std::chrono::milliseconds first; ///< After the first failure: half of it, plus up to as much.
    std::chrono::milliseconds most;  ///< What it grows to.
  };

  /// @param spread returns numbers in [0, 1): where in the jitter to land.
  amqp_breaker(pace how, std::function<double()> spread) : how_(how), spread_(std::move(spread)) {}

  void failed(clock::time_point now);
  void succeeded() { failures_ = 0; }

  /// Whether the last try failed.
  bool is_open() const { return failures_ > 0; }
  /// When to try next. @pre `is_open()`
  clock::time_point due() const { return due_; }

private:
  pace how_;
  std::function<double()> spread_;
  std::uint32_t failures_ = 0;
  clock::time_point due_{};
};

} // namespace fanfare
