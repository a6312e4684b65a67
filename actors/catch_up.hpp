#pragma once

#include "messages/rate_limit.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace fanfare {

/// How fast what has waited is brought back. While nothing new comes in: as fast as the lanes
/// take it. While something does, what is new must not notice, so it goes in small portions, and
/// at the pace at which deliveries end otherwise, but never below `least`.
class catch_up {
public:
  using time_point = rate_limit::time_point;

  static constexpr double least = 1'000; ///< Claims a second.
  static constexpr double portions_a_second = 250;

  /// Looks at how much there was so far: events that came in, and attempts that ended.
  void look(time_point now, std::uint64_t arrived, std::uint64_t ended) {
    if (std::exchange(arrived_, arrived) != arrived)
      news_at_ = now;
    const auto is_quiet = !news_at_ || now - *news_at_ >= quiet_after;
    const auto begins = !is_quiet && !yields();
    const std::chrono::duration<double> span = now - looked_at_;
    if (span < look_every && !begins)
      return;
    const auto all = ended - std::min(ended, ended_);
    const auto others = static_cast<double>(all - std::min(all, ended_claims_)) / span.count();
    if (is_quiet)
      rate_ = 0;
    else
      rate_ = std::max(least, begins ? 0 : others);
    looked_at_ = now;
    ended_ = ended;
    ended_claims_ = 0;
  }

  /// Whether something new comes in.
  bool yields() const { return rate_ > 0; }

  /// Returns how many may be claimed at once. @pre something new comes in.
  std::size_t portion() const { return static_cast<std::size_t>(rate_ / portions_a_second); }

  /// Returns from when on more may be claimed; the past if they may at once.
  time_point admits_from() const { return limit_.admits_from(rate_); }

  void claimed(time_point now, std::size_t count) {
    for (; count > 0; --count)
      limit_.attempted(now, rate_);
  }

  /// Notes that claims have ended.
  void ended(std::size_t claims) { ended_claims_ += claims; }

private:
  static constexpr std::chrono::milliseconds look_every{250};
  static constexpr std::chrono::seconds quiet_after{1};

  rate_limit limit_;
  double rate_ = 0; ///< 0: no limit.
  time_point looked_at_{};
  std::optional<time_point> news_at_; ///< When something new was seen last.
  std::uint64_t arrived_ = 0;
  std::uint64_t ended_ = 0;
  std::uint64_t ended_claims_ = 0; ///< Since the last look.
};

} // namespace fanfare
