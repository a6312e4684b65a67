#pragma once

#include "fanfare/options.hpp"

#include <chrono>
#include <cstdint>

namespace fanfare {

/// Attempts without a success before time alone may disable a listener.
inline constexpr std::uint32_t failures_to_disable = 20;

/// Returns how much of its `disable_after` a listener has been failing for, in
/// percent, as the last mark that it has passed: 0, 50, 70, 90, or 100, at which
/// it is to be disabled. 0 too if it is never to be; 90 at most while it has not
/// failed in `failures_to_disable` attempts.
std::uint32_t disabling_mark(std::chrono::milliseconds failing_for, std::uint32_t failures,
                             const delivery_options& pace);

} // namespace fanfare
