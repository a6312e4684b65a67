#pragma once

#include "notifiers/amqp_declarer.hpp"
#include "notifiers/amqp_routes.hpp"
#include "notifiers/proton_depths.hpp"

#include <proton/connection.hpp>
#include <proton/message.hpp>
#include <proton/receiver.hpp>
#include <proton/sender.hpp>
#include <proton/session.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Makes exchanges in RabbitMQ 4, which takes requests in the manner of HTTP as
/// messages: over a pair of links to `/management` that share their name.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_management final : public amqp_declarer {
public:
  /// @param sessions of that connection; outlives this object.
  /// @param patience an answer that takes longer is none.
  amqp_management(const proton::connection& over, amqp_routes& sessions,
                  std::chrono::milliseconds patience)
      : over_(over), sessions_(sessions), patience_(patience) {}

  void declare(const std::string& exchange, clock::time_point now) override;
  std::vector<declaration> take_answers(clock::time_point now) override;
  clock::time_point due() const override;

  // -- what the broker says ----------------------------------------------------

  /// Whether an event of this session is meant for this object.
  bool owns(const proton::session& which) const { return session_ && *session_ == which; }
  void may_send();
  void take(const proton::message& reply);
  /// The links are over; they are attached again for the next exchange.
  void lost(const amqp_condition& why);

private:
  struct request {
    std::string exchange;
    clock::time_point overdue;
    bool is_sent = false;
  };

  void attach();

  proton::connection over_;
  amqp_routes& sessions_;
  const std::chrono::milliseconds patience_;
  std::optional<proton::session> session_;
  proton::sender requests_;
  proton::receiver replies_;
  std::map<std::uint64_t, request> asked_;
  std::uint64_t last_number_ = 0;
  std::vector<declaration> answers_;
};

} // namespace fanfare
