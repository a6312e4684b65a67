#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// How a broker wants to be told which exchange a message is for. All of them
/// speak AMQP 1.0, which has links to addresses and knows nothing of exchanges.
enum class amqp_dialect : std::uint8_t {
  /// Apache Qpid: the address is the exchange, made when a link to it is attached.
  qpid,
  /// RabbitMQ 3: the address is `/exchange/NAME`, and a missing one ends the session.
  rabbitmq3,
  /// RabbitMQ 4: each message says where it goes; exchanges are made over a management link.
  rabbitmq4,
  /// Anything else: the address is the exchange, and making it is the broker's business.
  plain,
};

/// Recognises a broker by what it says of itself when a connection is opened.
amqp_dialect dialect_of(std::string_view product, std::string_view version);

/// Returns the dialect that `[messaging] dialect` names; nothing for `auto`.
std::optional<amqp_dialect> dialect_named(std::string_view name);

/// Returns the address of a link to an exchange; empty in RabbitMQ 4's dialect.
std::string link_address(amqp_dialect in, const std::string& exchange);

/// Returns where a message says it goes; empty in all dialects but RabbitMQ 4's.
std::string message_address(amqp_dialect in, std::string_view exchange, std::string_view subject);

/// Percent-encodes all but letters, digits, `-`, `_`, `.` and `~`.
std::string percent_encoded(std::string_view text);

} // namespace fanfare
