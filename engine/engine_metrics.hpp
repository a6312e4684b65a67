#pragma once

#include "fanfare/metrics.hpp"

#include "actors/meters.hpp"

#include <string>
#include <vector>

namespace fanfare {

// How metrics are written down. Durations become seconds.

/// A family of one series without labels.
metric_family counter_family(std::string name, std::string help, std::uint64_t value);
metric_family gauge_family(std::string name, std::string help, double value);

/// A series of a histogram: the sum of several that are recorded apart.
metric_sample histogram_sample(std::vector<metric_label> labels,
                               const std::vector<const duration_histogram*>& parts);

} // namespace fanfare
