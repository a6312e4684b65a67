#pragma once

#include <algorithm>
#include <chrono>

namespace fanfare {

/// How long what failed stays down: `first`, twice as long each time up to
/// `cap`; `first` again after it was up for `calm`.
struct restart_policy {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds cap{10'000};
  std::chrono::milliseconds calm{60'000};
};

/// The pauses of one that fails again and again.
class restart_pauses {
public:
  /// Returns the pause after a failure. @param was_up since its last start.
  std::chrono::milliseconds next(const restart_policy& how,
                                 std::chrono::steady_clock::duration was_up) {
    if (was_up > how.calm)
      failures_ = 0;
    return std::min(how.cap, how.first * (1u << std::min(failures_++, 16u)));
  }

  /// Whether it has failed since the last calm time.
  bool any() const { return failures_ > 0; }

private:
  unsigned failures_ = 0;
};

} // namespace fanfare
