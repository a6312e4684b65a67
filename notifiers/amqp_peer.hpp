#pragma once

#include "notifiers/amqp_answers.hpp"
#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_declarer.hpp"
#include "notifiers/amqp_dialect.hpp"
#include "notifiers/amqp_load.hpp"
#include "notifiers/amqp_meter.hpp"
#include "notifiers/amqp_routes.hpp"
#include "notifiers/amqp_suspects.hpp"
#include "notifiers/amqp_tls.hpp"

#include <proton/connection.hpp>

#include <chrono>
#include <functional>

namespace fanfare {

/// How long brokers are waited for.
struct amqp_patience {
  /// For the socket, and again until AMQP is open; for an answer of the management.
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds idle{10'000}; ///< For a sign of life of an open connection.
  /// For the outcome of a message, or its attempt's timeout if that is longer, and for
  /// the answer to an attach.
  std::chrono::milliseconds settle{30'000};
  std::chrono::milliseconds credit{5'000}; ///< For leave to send, until it is told.
};

/// The broker at the other end of an open connection, and what the exchanges
/// that are reached over it share. Outlives them.
struct amqp_peer {
  const amqp_broker& broker;
  const amqp_address& address;
  const amqp_patience& patience;
  amqp_tls& tls;
  amqp_answers& answers;
  amqp_meter& meter;
  amqp_suspects& suspects;
  std::function<double()> spread; ///< Random numbers in [0, 1).
  amqp_dialect dialect = amqp_dialect::plain;
  proton::connection connection = {};
  amqp_declarer* declarer = nullptr; ///< Null: attaching a link makes the exchange.
  amqp_routes routes = {};
  amqp_load load = {};
  /// When the broker last said something of an exchange or a message.
  std::chrono::steady_clock::time_point heard = {};
};

} // namespace fanfare
