#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/outcome_ring.hpp"

#include <memory>
#include <vector>

namespace fanfare {

/// What the deliverers of a node share. It outlives them.
struct delivery_site {
  const current_index& listeners;
  settler_desk& settler;
  retrier_desk& retrier;
  flow_window window;
  const std::vector<std::shared_ptr<deliverer_desk>>& desks; ///< Of all of them.
  wall_clock today;                                          ///< Tells how old events are.
  surroundings& around;
  chronicler_desk& chronicler;
  outcome_ring* outcomes = nullptr;  ///< Null: nothing is remembered over a crash.
  recorder_desk* recorder = nullptr; ///< Null: no attempts are written down.
};

} // namespace fanfare
