#pragma once

#include "actors/actor.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

namespace fanfare {

/// Says every 3 s in the store that this node lives, and after a failure again
/// after 1 s. It does so by way of the storage thread: a node whose storage
/// hangs does not live.
class herald final : public actor {
public:
  herald(alarm_clock& clock, herald_desk& desk, store_queue& store, surroundings& around);

  void wake() override;

private:
  alarm_clock& clock_;
  herald_desk& desk_;
  store_queue& store_;
  surroundings& around_;
};

} // namespace fanfare
