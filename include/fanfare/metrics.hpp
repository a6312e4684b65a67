#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fanfare {

enum class metric_kind : std::uint8_t { counter, gauge, histogram };

struct metric_label {
  std::string name;
  std::string value;
};

/// How many observations were at most `upper_bound`, those of smaller bounds included.
struct metric_bucket {
  double upper_bound = 0;
  std::uint64_t count = 0;
};

/// One series of a family.
struct metric_sample {
  std::vector<metric_label> labels = {};
  double value = 0;                        ///< Of counters and gauges.
  std::vector<metric_bucket> buckets = {}; ///< Of histograms, ascending; the last has no bound.
  double sum = 0;                          ///< Of all observations of a histogram.
};

/// All series of one name, as Prometheus and OpenMetrics have them. Durations
/// are in seconds, sizes in bytes.
struct metric_family {
  std::string name; ///< `fanfare_…`; that of a counter ends in `_total`.
  std::string help; ///< One sentence on one line.
  metric_kind kind = metric_kind::gauge;
  std::vector<metric_sample> samples = {};
};

} // namespace fanfare
