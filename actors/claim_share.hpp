#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace fanfare {

/// How many claims of one listener may be held at once. At first as many as its
/// window takes. While they end soon there may be more from one to the next,
/// since each time the store has to be asked and told: a lane that drains is
/// brought its deliveries before it has run dry. When they end late there may be half.
class claim_share {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = time_point::duration;

  static constexpr std::size_t most = 256;
  static constexpr std::chrono::milliseconds soon{250};
  static constexpr std::chrono::milliseconds late{1'000};
  static constexpr std::chrono::milliseconds lease_pause{250};

  std::size_t held() const { return held_; }

  /// Returns how many more may be claimed that a window takes. What was leased, and may be a long
  /// queue, leaves a quarter of it to claims, one place at least, as its lane does (lane.hpp).
  std::size_t free_in(std::size_t window, time_point now) const {
    const auto quarter = std::min(window, std::max<std::size_t>(1, window / 4));
    const auto kept = now < beside_from_ ? 0 : quarter;
    return std::max(window - std::min(window, held_), kept - std::min(kept, held_ - leased_));
  }
  /// Returns how many more may be claimed beyond those.
  std::size_t free_ahead_of(std::size_t window) const {
    return ahead_ - std::min(ahead_, std::max(window, held_));
  }

  /// Notes that one is held.
  void begin(time_point now) {
    ++held_;
    last_ = now;
  }

  /// Notes that one has ended. @param took from the claim to its end. @pre one is held.
  void end(duration took, time_point now) {
    if (took <= soon)
      ahead_ = std::min(std::max(ahead_, held_) + 1, most);
    else if (took >= late)
      ahead_ /= 2;
    --held_;
    last_ = now;
  }

  /// Notes that one that is held was leased, or that one that was ends next.
  void begin_lease() { ++leased_; }
  void end_lease() { --leased_; }

  /// Notes that one was claimed that is leased. In an order the next of a key is always due, so
  /// claims beside those that are leased would go on for as long as they do.
  void met_lease(time_point now) { beside_from_ = now + lease_pause; }

  /// Begins anew with the window: something is wrong with the lane.
  void begin_anew() { ahead_ = 0; }

  /// Whether it would not be missed.
  bool idle(time_point now) const {
    constexpr std::chrono::seconds memory{10};
    return held_ == 0 && now - last_ >= memory;
  }

private:
  std::size_t held_ = 0;
  std::size_t leased_ = 0; ///< Of those.
  std::size_t ahead_ = 0;
  time_point beside_from_{}; ///< From when on more may be claimed than leases leave.
  time_point last_{};
};

} // namespace fanfare
