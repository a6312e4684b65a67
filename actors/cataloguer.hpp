#pragma once

#include "actors/actor.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

namespace fanfare {

/// Adds the event types that come by for the first time to those that the store
/// knows. Nothing waits for it, and nothing but a list for people depends on it.
class cataloguer final : public actor {
public:
  cataloguer(alarm_clock& clock, cataloguer_desk& desk, store_queue& store, surroundings& around)
      : clock_(clock), desk_(desk), store_(store), around_(around) {}

  void wake() override;

private:
  void take_written();
  void write();

  alarm_clock& clock_;
  cataloguer_desk& desk_;
  store_queue& store_;
  surroundings& around_;
};

} // namespace fanfare
