#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace fanfare {

/// Decides which attempts are written down for people: all of them while there
/// are few, under load a limited number. Failures come first, then lanes
/// of which nothing has been written for a second.
class attempt_sample {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// @param per_second how many at most; 0: none.
  explicit attempt_sample(std::uint32_t per_second = 0) : most_(per_second), left_(per_second) {}

  /// To be called before some attempts that ended by `now`.
  void go_on(time_point now) {
    if (most_ == 0)
      return;
    const std::chrono::duration<double> passed = now - last_;
    left_ = std::min(static_cast<double>(most_), left_ + passed.count() * most_);
    last_ = now;
  }

  bool takes_failure() { return take(0); }

  /// @param of_lane when the last of this lane was taken; noted if this one is.
  bool takes_success(time_point& of_lane) {
    const auto rare = last_ - of_lane >= std::chrono::seconds{1};
    if (!take(static_cast<double>(most_) / (rare ? 4 : 2)))
      return false;
    of_lane = last_;
    return true;
  }

private:
  /// Takes one if it leaves so many for what is worth more.
  bool take(double kept_back) {
    if (left_ < 1 + kept_back)
      return false;
    left_ -= 1;
    return true;
  }

  std::uint32_t most_;
  double left_;
  time_point last_{};
};

} // namespace fanfare
