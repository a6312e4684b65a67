#pragma once

#include "actors/supervisor.hpp"

#include <memory>
#include <vector>

namespace fanfare {

/// Runs the actors of one engine on threads of its own. All of CAF's set-up is here.
class actor_runtime {
public:
  /// Puts an actor at each post, under a supervisor.
  /// @param threads at least 1.
  /// @param around and all desks outlive this object.
  actor_runtime(unsigned threads, std::vector<post> posts, surroundings& around);
  /// Ends all actors, then the threads. What lies on the desks stays there.
  ~actor_runtime();

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
