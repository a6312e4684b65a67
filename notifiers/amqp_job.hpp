#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/amqp_targets.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace fanfare {

/// What was posted together is answered through one callback.
struct amqp_batch {
  on_done done;
  std::vector<outcome> ready; ///< Not yet handed back.
};

/// An attempt on its way to its outcome.
struct amqp_job {
  attempt what;
  std::shared_ptr<amqp_batch> of;
  std::chrono::steady_clock::time_point deadline;
  /// Sent later than that, it would be the broker's fault that there was no time left.
  std::chrono::steady_clock::time_point start_by;
  std::shared_ptr<const amqp_targets::known_target> to = {};
};

} // namespace fanfare
