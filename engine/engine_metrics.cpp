#include "engine/engine_metrics.hpp"

#include <limits>
#include <utility>

namespace fanfare {
namespace {

double seconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double>{duration}.count();
}

metric_family family(std::string name, std::string help, metric_kind kind, double value) {
  metric_sample one;
  one.value = value;
  return {std::move(name), std::move(help), kind, {std::move(one)}};
}

} // namespace

metric_family counter_family(std::string name, std::string help, std::uint64_t value) {
  return family(std::move(name), std::move(help), metric_kind::counter, static_cast<double>(value));
}

metric_family gauge_family(std::string name, std::string help, double value) {
  return family(std::move(name), std::move(help), metric_kind::gauge, value);
}

metric_sample histogram_sample(std::vector<metric_label> labels,
                               const std::vector<const duration_histogram*>& parts) {
  metric_sample made;
  made.labels = std::move(labels);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i <= duration_bounds.size(); ++i) {
    for (const auto* part : parts)
      count += part->count(i);
    const bool last = i == duration_bounds.size();
    made.buckets.push_back(
        {last ? std::numeric_limits<double>::infinity() : seconds(duration_bounds[i]), count});
  }
  for (const auto* part : parts)
    made.sum += seconds(part->sum());
  return made;
}

} // namespace fanfare
