#pragma once

#include "storage/journal.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace fanfare {

struct finished_delivery;

/// What the store keeps of a delivery that has ended. Neither: it is delivered or dropped.
struct remainder {
  std::optional<parked_delivery> park;
  std::optional<dead_delivery> bury;
};

/// Puts a delivery under way into the store, where it is due when it must have ended.
parked_delivery lease_of(const finished_delivery& one);

/// @param age of the event.
/// @param spread returns random numbers in [0, 1) for the jitter of retries.
remainder remainder_of(const finished_delivery& one, std::chrono::milliseconds age,
                       const std::function<double()>& spread);

} // namespace fanfare
