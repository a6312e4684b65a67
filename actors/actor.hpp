#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace fanfare {

/// What an actor may ask about time. Virtual in tests.
class alarm_clock {
public:
  using time_point = std::chrono::steady_clock::time_point;

  virtual time_point now() const = 0;

  /// Wakes the actor at `when`, or earlier: it looks at its clock. Of several
  /// times only the earliest is kept, so an actor rings anew whenever it wakes.
  virtual void ring_at(time_point when) = 0;

protected:
  ~alarm_clock() = default;
};

/// Tells the time of day. Virtual in tests.
using wall_clock = std::function<std::chrono::system_clock::time_point()>;

/// One of those who do the engine's work. An actor keeps nothing that matters:
/// its work lies on its desk (interfaces.hpp), which outlives it. It runs on
/// one thread at a time, never blocks, and may throw: then the supervisor puts
/// another one at the same desk.
class actor {
public:
  virtual ~actor() = default;

  /// Does what lies on the desk and what is due. Being woken for nothing is normal.
  virtual void wake() = 0;
};

/// Puts an actor at its desk.
using actor_factory = std::function<std::unique_ptr<actor>(alarm_clock&)>;

} // namespace fanfare
