#include "notifiers/amqp_meter.hpp"

#include "messages/quote.hpp"

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

void amqp_meter::is_disconnected() {
  connected_ = false;
  lacks_credit({});
}

void amqp_meter::is_kept_away(std::string by) {
  connected_ = false;
  std::lock_guard guard{mutex_};
  outage_ = std::move(by);
  without_credit_.clear();
}

void amqp_meter::is_not_wanted() {
  std::lock_guard guard{mutex_};
  outage_.reset();
}

void amqp_meter::lacks_credit(std::set<std::string> of) {
  std::lock_guard guard{mutex_};
  without_credit_ = std::move(of);
}

std::optional<std::string> amqp_meter::outage() const {
  std::lock_guard guard{mutex_};
  if (outage_ || without_credit_.empty())
    return outage_;
  const auto all = without_credit_.size();
  return "the broker grants no credit for exchange " + quoted(*without_credit_.begin()) +
         (all == 1 ? "" : " and others") + ": it takes no messages for " +
         (all == 1 ? "it" : "them") + " now";
}

std::size_t amqp_meter::without_credit() const {
  std::lock_guard guard{mutex_};
  return without_credit_.size();
}

std::vector<metric_family> amqp_meter::families() const {
  return {family("fanfare_amqp_unroutable_total",
                 "Messages that the broker took and dropped, because no queue was bound for their "
                 "subject; only RabbitMQ 4 tells.",
                 metric_kind::counter, static_cast<double>(counts_.unroutable.load())),
          family("fanfare_amqp_connects_total", "Attempts to connect to the broker.",
                 metric_kind::counter, static_cast<double>(counts_.connects.load())),
          family("fanfare_amqp_connected", "Whether there is a connection to the broker.",
                 metric_kind::gauge, connected_.load() ? 1 : 0),
          family("fanfare_amqp_exchanges_without_credit",
                 "Exchanges that there are messages for, and for which the broker takes none.",
                 metric_kind::gauge, static_cast<double>(without_credit())),
          family("fanfare_amqp_settle_timeouts_total",
                 "Sessions ended because the broker did not say what became of a message.",
                 metric_kind::counter, static_cast<double>(counts_.settle_timeouts.load())),
          family("fanfare_amqp_faults_total",
                 "Connections broken off because of something that fanfare did not expect.",
                 metric_kind::counter, static_cast<double>(counts_.faults.load()))};
}

} // namespace fanfare
