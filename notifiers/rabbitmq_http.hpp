#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_declarer.hpp"
#include "notifiers/curl_handles.hpp"
#include "notifiers/curl_transfers.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Makes exchanges in RabbitMQ 3, which does so by its management plugin's HTTP
/// API alone, and asks afterwards what there is now.
/// Thread safety: none; it belongs to the loop's thread.
class rabbitmq_http final : public amqp_declarer {
public:
  /// @param over, with, at must outlive this object.
  /// @param patience an answer that takes longer is none.
  rabbitmq_http(curl_transfers& over, const amqp_broker& with, const amqp_address& at,
                std::chrono::milliseconds patience);
  ~rabbitmq_http() override;

  void declare(const std::string& exchange, clock::time_point now) override;
  std::vector<declaration> take_answers(clock::time_point now) override;
  clock::time_point due() const override { return clock::time_point::max(); }

  /// Takes a transfer that is over, if it is one of these.
  void end(const curl_transfers::ended& which);

private:
  struct request;

  /// @param before what was said when it was to be made; none: it is to be made now.
  void ask(const std::string& exchange, std::optional<declaration> before);

  curl_transfers& over_;
  const amqp_broker& with_;
  const amqp_address& at_;
  const std::chrono::milliseconds patience_;
  std::vector<std::unique_ptr<request>> asked_;
  std::vector<declaration> answers_;
};

} // namespace fanfare
