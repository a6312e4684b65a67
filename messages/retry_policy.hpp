#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

namespace fanfare {

/// The delivery is over: its receiver has it.
struct done_step {};
/// Try again after `delay`.
struct park_step {
  std::chrono::milliseconds delay;
};
/// Give up, for this reason.
struct bury_step {
  std::string reason;
};

using next_step = std::variant<done_step, park_step, bury_step>;

/// Returns the delay after `failures` failed attempts (at least 1):
/// d/2 + spread * d/2 with d = min(first_delay * 4^(failures-1), max_delay).
/// @param spread in [0, 1): where in the jitter to land.
std::chrono::milliseconds backoff(const delivery_options& pace, std::uint32_t failures,
                                  double spread);

/// Decides what follows an attempt.
/// @param attempts_used counts this one.
next_step after_attempt(verdict how, std::uint32_t attempts_used, const delivery_options& pace,
                        double spread);

} // namespace fanfare
