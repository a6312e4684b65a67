#pragma once

#include "actors/actor.hpp"
#include "actors/bell.hpp"
#include "actors/surroundings.hpp"
#include "messages/restart_policy.hpp"

#include <string>

namespace fanfare {

/// A place for an actor: its desk's bell, and how to make one.
struct post {
  std::string name;
  class bell* bell = nullptr;
  actor_factory make;
  bool alone = false; ///< On a thread of its own: it works for seconds on end.
};

} // namespace fanfare
