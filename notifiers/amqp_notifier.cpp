#include "notifiers/amqp_notifier.hpp"

#include "notifiers/amqp_loop.hpp"
#include "notifiers/amqp_meter.hpp"
#include "notifiers/amqp_target.hpp"
#include "notifiers/curl_library.hpp"

#include <mutex>
#include <optional>
#include <utility>

namespace fanfare {

namespace {

class amqp_notifier final : public notifier {
public:
  amqp_notifier(amqp_broker broker, amqp_patience patience, thread_watch watch)
      : broker_(std::move(broker)), patience_(patience), watch_(std::move(watch)) {}

  result<void> validate(std::string_view config) const override {
    const auto target = amqp_target::parse(config);
    if (!target)
      return target.error();
    return {};
  }

  void send(std::vector<attempt> batch, on_done done) override {
    if (broker_.addresses.empty())
      return refuse(batch, done);
    std::call_once(begun_, [this] {
      begin_curl();
      loop_.emplace(broker_, patience_, meter_, watch_);
    });
    loop_->post(std::move(batch), std::move(done));
  }

  std::vector<metric_family> metrics() const override { return meter_.families(); }

  std::optional<std::string> outage() const override { return meter_.outage(); }

private:
  static void refuse(const std::vector<attempt>& batch, const on_done& done) {
    std::vector<outcome> answers;
    answers.reserve(batch.size());
    for (const auto& each : batch)
      answers.push_back({each.ticket, verdict::unsent,
                         "not sent: there is no broker; [messaging] url names one"});
    done(std::move(answers));
  }

  const amqp_broker broker_;
  const amqp_patience patience_;
  const thread_watch watch_;
  amqp_counts counts_;
  amqp_meter meter_{counts_};
  std::once_flag begun_;
  std::optional<amqp_loop> loop_;
};

} // namespace

std::unique_ptr<notifier> make_amqp_notifier(amqp_broker broker, amqp_patience patience,
                                             thread_watch watch) {
  return std::make_unique<amqp_notifier>(std::move(broker), patience, std::move(watch));
}

} // namespace fanfare
