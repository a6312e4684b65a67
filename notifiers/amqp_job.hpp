#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/amqp_targets.hpp"
#include "notifiers/attempt_batch.hpp"

#include <chrono>
#include <memory>

namespace fanfare {

/// An attempt on its way to its outcome.
struct amqp_job {
  attempt what;
  owed_answer answer;
  std::chrono::steady_clock::time_point deadline;
  /// Sent later than that, it would be the broker's fault that there was no time left.
  std::chrono::steady_clock::time_point start_by;
  std::shared_ptr<const amqp_targets::known_target> to = {};
};

} // namespace fanfare
