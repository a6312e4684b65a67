#pragma once

#include "notifiers/amqp_job.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Hands outcomes back, those of one batch that are ready together in one call.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_answers {
public:
  /// Notes what came of a job, once for each.
  /// @param wait how long what was not to be had will not be, as far as one can tell.
  void give(amqp_job& of, verdict how, std::string detail = {},
            std::optional<std::chrono::milliseconds> wait = {});

  /// Calls those who wait for what was noted.
  void report();

private:
  std::vector<std::shared_ptr<attempt_batch>> answered_;
};

} // namespace fanfare
