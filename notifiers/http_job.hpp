#pragma once

#include "fanfare/notifier.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace fanfare {

/// What was posted together is answered through one callback.
struct http_batch {
  on_done done;
  std::vector<outcome> ready; ///< Not yet handed back.
};

/// An attempt on its way to its outcome.
struct http_job {
  attempt what;
  std::shared_ptr<http_batch> of;
  std::chrono::steady_clock::time_point deadline;
  /// What has not been sent by then is not sent any more: a receiver that is
  /// asked with hardly any time left would be blamed for not answering.
  std::chrono::steady_clock::time_point start_by;
  /// A kept connection broke before any of the answer came: now it gets one of its own.
  bool wants_fresh_connection = false;
};

} // namespace fanfare
