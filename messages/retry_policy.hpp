#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
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

/// What is known of a delivery when one of its attempts has ended.
struct ended_attempt {
  verdict how = verdict::retry;
  std::uint32_t number = 1;         ///< Counts the attempts from 1; this one too.
  std::chrono::milliseconds age{0}; ///< Of the event.
  /// Takes the place of the delay: the receiver asked for it, or is not asked for so long.
  std::optional<std::chrono::milliseconds> pause = {};
  std::uint32_t status = 0; ///< See `outcome::status`.
};

/// Returns the delay after `failures` failed attempts (at least 1): the one
/// that the list has for it, the last one when the list is shorter; without a list
/// d/2 + spread * d/2 with d = min(first_delay * 4^(failures-1), max_delay).
/// @param spread in [0, 1): where in the jitter to land.
std::chrono::milliseconds backoff(const delivery_options& pace, std::uint32_t failures,
                                  double spread);

/// Returns how long a receiver is left alone that asked for it: as long as it asked, but not
/// longer than `max_delay`, and up to 1 s more, lest all who were told so come back at once.
std::chrono::milliseconds pause_asked_for(std::chrono::milliseconds asked,
                                          const delivery_options& pace, double spread);

/// Decides what follows an attempt.
next_step after_attempt(const ended_attempt& what, const delivery_options& pace, double spread);

/// Decides what becomes of a delivery that is not attempted now, but in `delay` at the
/// earliest: parked, or buried if its event will be too old by then.
next_step after_waiting(std::chrono::milliseconds age, std::chrono::milliseconds delay,
                        const delivery_options& pace);

/// Whether an event is too old to be attempted.
bool is_too_old(std::chrono::milliseconds age, const delivery_options& pace);

} // namespace fanfare
