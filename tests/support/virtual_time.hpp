#pragma once

#include "actors/supervisor.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace fanfare::test {

/// Runs actors one message at a time on the test's own thread, under a real
/// supervisor, on a clock that moves only when the test says so.
class virtual_time {
public:
  virtual_time();
  ~virtual_time();

  /// Puts an actor at each post. `around` and the desks outlive this object.
  void employ(std::vector<post> posts, surroundings& around, restart_policy policy = {});

  /// Lets the actors do all they can do now. Time stands still.
  void run();

  /// Moves time on, from one due alarm to the next, and lets the actors run at each.
  void advance(std::chrono::milliseconds by);

  /// Moves time on while nobody runs, as when the process is stopped.
  void stand_still(std::chrono::milliseconds by);

  std::chrono::steady_clock::time_point now() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare::test
