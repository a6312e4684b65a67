#pragma once

#include "actors/actor.hpp"
#include "actors/bell.hpp"
#include "actors/surroundings.hpp"

#include <chrono>
#include <string>

namespace fanfare {

/// A place for an actor: its desk's bell, and how to make one.
struct post {
  std::string name;
  class bell* bell = nullptr;
  actor_factory make;
  bool alone = false; ///< On a thread of its own: it works for seconds on end.
};

/// How long a post stays empty after its actor died: `first`, twice as long
/// each time up to `cap`; `first` again after an actor lived for `calm`.
struct restart_policy {
  std::chrono::milliseconds first{100};
  std::chrono::milliseconds cap{10'000};
  std::chrono::milliseconds calm{60'000};
};

} // namespace fanfare
