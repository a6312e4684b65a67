#pragma once

#include "notifiers/http_job.hpp"
#include "notifiers/http_targets.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace fanfare {

/// The attempts that no connection is free for. Those of one target stay in
/// their order; the targets take turns, so that none waits for another's crowd.
/// Thread safety: none; it belongs to the loop's thread.
class http_waiting_line {
public:
  using clock = std::chrono::steady_clock;
  using target_ptr = std::shared_ptr<http_target>;

  struct place {
    http_job work;
    target_ptr to;
  };

  void add(http_job work, const target_ptr& to);
  /// Puts an attempt before all others of its target: it has had its turn before.
  void add_again(http_job work, const target_ptr& to);

  /// Takes the next attempt of those targets that may start one; nothing if there is none.
  std::optional<place> next(const std::function<bool(const http_target&)>& may_start);

  /// Takes all that are not to be started any more.
  std::vector<place> take_expired(clock::time_point now);

  bool is_empty() const { return turns_.empty(); }

private:
  void give_turn(const target_ptr& to);

  std::deque<target_ptr> turns_; ///< Of all targets with attempts that wait.
};

} // namespace fanfare
