#include "notifiers/amqp_dialect.hpp"

namespace fanfare {

namespace {

constexpr std::string_view unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                        "0123456789-_.~";

/// RabbitMQ 0 to 3 took exchanges for addresses with a prefix; later versions go on from 4.
bool is_before_4(std::string_view version) {
  const auto major = version.substr(0, version.find('.'));
  return major.size() == 1 && major.front() >= '0' && major.front() <= '3';
}

} // namespace

amqp_dialect dialect_of(std::string_view product, std::string_view version) {
  if (product == "qpid-cpp")
    return amqp_dialect::qpid;
  if (product == "RabbitMQ")
    return is_before_4(version) ? amqp_dialect::rabbitmq3 : amqp_dialect::rabbitmq4;
  return amqp_dialect::plain;
}

std::optional<amqp_dialect> dialect_named(std::string_view name) {
  if (name == "qpid")
    return amqp_dialect::qpid;
  if (name == "rabbitmq3")
    return amqp_dialect::rabbitmq3;
  if (name == "rabbitmq4")
    return amqp_dialect::rabbitmq4;
  if (name == "plain")
    return amqp_dialect::plain;
  return std::nullopt;
}

std::string link_address(amqp_dialect in, const std::string& exchange) {
  switch (in) {
  case amqp_dialect::qpid:
  case amqp_dialect::plain:
    return exchange;
  case amqp_dialect::rabbitmq3:
    return "/exchange/" + exchange;
  case amqp_dialect::rabbitmq4:
    return {};
  }
  return {};
}

std::string message_address(amqp_dialect in, std::string_view exchange, std::string_view subject) {
  if (in != amqp_dialect::rabbitmq4)
    return {};
  return "/exchanges/" + percent_encoded(exchange) + "/" + percent_encoded(subject);
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string made;
  made.reserve(text.size());
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos) {
      made += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    made += '%';
    made += digits[byte >> 4U];
    made += digits[byte & 15U];
  }
  return made;
}

} // namespace fanfare
