#pragma once

#include "notifiers/attempt_batch.hpp"

#include <chrono>

namespace fanfare {

/// An attempt on its way to its outcome.
struct http_job {
  attempt what;
  owed_answer answer;
  std::chrono::steady_clock::time_point deadline;
  /// What has not been sent by then is not sent any more: a receiver that is
  /// asked with hardly any time left would be blamed for not answering.
  std::chrono::steady_clock::time_point start_by;
  /// A kept connection broke before any of the answer came: now it gets one of its own.
  bool wants_fresh_connection = false;
};

} // namespace fanfare
