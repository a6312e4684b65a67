#pragma once

#include "fanfare/metrics.hpp"

#include "server/answer.hpp"

#include <vector>

namespace fanfare {

/// 200 with the metrics in Prometheus's text format 0.0.4.
answer exposition(const std::vector<metric_family>& all);

} // namespace fanfare
