#include "server/metrics_text.hpp"

#include <prometheus/text_serializer.h>

namespace fanfare {
namespace {

prometheus::ClientMetric histogram(const metric_sample& from) {
  prometheus::ClientMetric made;
  for (const auto& bucket : from.buckets) {
    prometheus::ClientMetric::Bucket one;
    one.upper_bound = bucket.upper_bound;
    one.cumulative_count = bucket.count;
    made.histogram.bucket.push_back(one);
  }
  made.histogram.sample_count = from.buckets.empty() ? 0 : from.buckets.back().count;
  made.histogram.sample_sum = from.sum;
  return made;
}

prometheus::ClientMetric series(const metric_sample& from, metric_kind kind) {
  prometheus::ClientMetric made;
  switch (kind) {
  case metric_kind::counter:
    made.counter.value = from.value;
    break;
  case metric_kind::gauge:
    made.gauge.value = from.value;
    break;
  case metric_kind::histogram:
    made = histogram(from);
    break;
  }
  for (const auto& label : from.labels)
    made.label.push_back({label.name, label.value});
  return made;
}

prometheus::MetricType type_of(metric_kind kind) {
  switch (kind) {
  case metric_kind::counter:
    return prometheus::MetricType::Counter;
  case metric_kind::gauge:
    return prometheus::MetricType::Gauge;
  case metric_kind::histogram:
    return prometheus::MetricType::Histogram;
  }
  return prometheus::MetricType::Untyped;
}

} // namespace

answer exposition(const std::vector<metric_family>& all) {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(all.size());
  for (const auto& one : all) {
    prometheus::MetricFamily family;
    family.name = one.name;
    family.help = one.help;
    family.type = type_of(one.kind);
    for (const auto& sample : one.samples)
      family.metric.push_back(series(sample, one.kind));
    families.push_back(std::move(family));
  }
  return {200, "text/plain; version=0.0.4; charset=utf-8",
          prometheus::TextSerializer{}.Serialize(families)};
}

} // namespace fanfare
