#include "notifiers/amqp_fault.hpp"

#include "messages/quote.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

namespace fanfare {

namespace {

constexpr std::size_t longest_quote = 300;

bool holds(const amqp_condition& what, std::string_view part) {
  return what.description.find(part) != std::string::npos;
}

template <std::size_t Count>
bool is_one_of(std::string_view name, const std::string_view (&names)[Count]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// What was said, fit for a message, without the quotes.
std::string printable(std::string_view foreign) {
  auto text = quoted(foreign, longest_quote);
  return text.substr(1, text.size() - 2);
}

std::string_view after(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  return at == std::string_view::npos ? text : text.substr(at + mark.size());
}

std::string refused_login(const amqp_condition& what, const amqp_address& to) {
  if (holds(what, "[mech=none]"))
    return "the broker offers no way to log in that [messaging] sasl, username and client_cert "
           "ask for";
  switch (to.login) {
  case amqp_login::plain:
    return "the broker refuses the username and password of [messaging] (SASL PLAIN)";
  case amqp_login::external:
    return "the broker refuses the client_cert of [messaging] (SASL EXTERNAL)";
  case amqp_login::anonymous:
    return "the broker lets nobody in without a login; [messaging] username and password are empty";
  }
  return {};
}

/// The library puts its own words and numbers around OpenSSL's.
std::string tls_fault(const amqp_condition& what) {
  const auto reason = printable(after(what.description, "SSL Failure: "));
  if (holds(what, "certificate verify failed"))
    return "its certificate is not to be trusted, or is another host's (see [messaging] "
           "ca_path): " +
           reason;
  if (holds(what, "wrong version number"))
    return "it does not speak TLS at this port: " + reason;
  return "TLS failed: " + reason;
}

} // namespace

std::string shown(const amqp_condition& what) {
  if (!what.is_set())
    return "no reason given";
  if (what.description.empty())
    return printable(what.name);
  return printable(what.name) + ": " + printable(what.description);
}

std::string connection_fault(const amqp_condition& what, const amqp_address& to) {
  if (!what.is_set())
    return "the broker closed the connection and gave no reason";
  if (what.name.starts_with("fanfare:")) // our own words
    return printable(what.description);
  if (what.name == "amqp:unauthorized-access" && holds(what, "Authentication failed"))
    return refused_login(what, to);
  if (holds(what, "SSL Failure"))
    return tls_fault(what);
  if (holds(what, "protocol header"))
    return "it does not speak AMQP 1.0 at this port (RabbitMQ 3 does with the plugin "
           "rabbitmq_amqp1_0): " +
           printable(what.description);
  if (holds(what, "local-idle-timeout"))
    return "nothing was heard from it for too long";
  return shown(what);
}

bool means_shutdown(const amqp_condition& said_by_broker) {
  return said_by_broker.name == "amqp:internal-error" && said_by_broker.description == "shutdown";
}

bool means_missing(const amqp_condition& why) {
  return why.name == "amqp:not-found" || why.name == "amqp:resource-deleted" ||
         why.description.find("resource-deleted") != std::string::npos;
}

/// This node stood still: RabbitMQ's words, and those of Proton, which Qpid uses.
bool means_silence(const amqp_condition& said_by_broker) {
  return said_by_broker.name == "amqp:resource-limit-exceeded" &&
         (holds(said_by_broker, "no frame received") || holds(said_by_broker, "idle-timeout"));
}

amqp_loss loss_of(const amqp_condition& said_by_broker) {
  constexpr std::string_view offences[] = {
      "amqp:decode-error",
      "amqp:connection:framing-error",
      "amqp:invalid-field",
      "amqp:not-implemented",
      "amqp:link:message-size-exceeded",
      "amqp:link:transfer-limit-exceeded",
      "amqp:session:window-violation",
      "amqp:session:errant-link",
      "amqp:session:handle-in-use",
      "amqp:session:unattached-handle",
      "amqp:resource-limit-exceeded",
      "amqp:precondition-failed",
      "amqp:illegal-state",
      "amqp:frame-size-too-small",
  };
  if (said_by_broker.name == "amqp:connection:forced" || means_shutdown(said_by_broker) ||
      (said_by_broker.name == "amqp:internal-error" &&
       holds(said_by_broker, "Connection forced")) ||
      means_silence(said_by_broker))
    return amqp_loss::unjudged;
  return is_one_of(said_by_broker.name, offences) ? amqp_loss::reproached : amqp_loss::unexplained;
}

bool is_about_exchange(const amqp_condition& said_by_broker) {
  constexpr std::string_view names[] = {"amqp:unauthorized-access", "amqp:not-allowed",
                                        "amqp:not-found", "amqp:resource-locked",
                                        "amqp:resource-deleted"};
  return is_one_of(said_by_broker.name, names);
}

} // namespace fanfare
