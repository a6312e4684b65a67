#pragma once

#include <algorithm>
#include <chrono>

namespace fanfare {

/// Spreads attempts so that there are at most `rate` of them a second. After a
/// rest as many may go at once as belong to a tenth of a second, and one at least.
class rate_limit {
public:
  using clock = std::chrono::steady_clock;
  using time_point = clock::time_point;

  /// Returns from when on the next attempt may be made; the past if it may at once.
  /// @param rate attempts a second; 0: no limit.
  time_point admits_from(double rate) const {
    if (rate <= 0)
      return time_point::min();
    return next_ - std::max(at_once - interval(rate), clock::duration{0});
  }

  /// Notes an attempt.
  void attempted(time_point now, double rate) {
    if (rate > 0)
      next_ = std::max(next_, now) + interval(rate);
  }

private:
  static constexpr clock::duration at_once = std::chrono::milliseconds{100};

  static clock::duration interval(double rate) {
    constexpr std::chrono::duration<double> most = std::chrono::hours{24};
    return std::chrono::duration_cast<clock::duration>(
        std::min(most, std::chrono::duration<double>{1 / rate}));
  }

  time_point next_{}; ///< When the next attempt would go if they went evenly.
};

} // namespace fanfare
