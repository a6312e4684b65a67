#include "notifiers/amqp_meter.hpp"

#include <utility>

namespace fanfare {

namespace {

metric_family family(std::string name, std::string help, metric_kind kind, double value) {
  metric_sample one;
  one.value = value;
  return {std::move(name), std::move(help), kind, {std::move(one)}};
}

} // namespace

void amqp_meter::is_connected() {
  connected_ = true;
  std::lock_guard guard{mutex_};
  outage_.reset();
}

void amqp_meter::is_disconnected() { connected_ = false; }

void amqp_meter::is_kept_away(std::string by) {
  connected_ = false;
  std::lock_guard guard{mutex_};
  outage_ = std::move(by);
}

std::optional<std::string> amqp_meter::outage() const {
  std::lock_guard guard{mutex_};
  return outage_;
}

std::vector<metric_family> amqp_meter::families() const {
  return {family("fanfare_amqp_unroutable_total",
                 "Messages that the broker took and dropped, because no queue was bound for their "
                 "subject; only RabbitMQ 4 tells.",
                 metric_kind::counter, static_cast<double>(unroutable_.load())),
          family("fanfare_amqp_connects_total", "Attempts to connect to the broker.",
                 metric_kind::counter, static_cast<double>(connects_.load())),
          family("fanfare_amqp_connected", "Whether there is a connection to the broker.",
                 metric_kind::gauge, connected_.load() ? 1 : 0)};
}

} // namespace fanfare
