#pragma once

#include "actors/actor.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <cstddef>

namespace fanfare {

/// Writes down attempts for people, twice a second, in portions between which the store has
/// time for others.
///
/// Bound: 2,000 attempts wait; what comes beyond them, and what the store does
/// not take, is lost. Nothing depends on it.
class recorder final : public actor {
public:
  /// @param most how many the store keeps.
  recorder(alarm_clock& clock, recorder_desk& desk, store_queue& store, std::size_t most,
           surroundings& around);

  void wake() override;

private:
  void write();

  alarm_clock& clock_;
  recorder_desk& desk_;
  store_queue& store_;
  const std::size_t most_;
  surroundings& around_;
};

} // namespace fanfare
