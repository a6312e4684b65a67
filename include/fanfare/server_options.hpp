#pragma once

#include <chrono>
#include <cstdint>
#include <string>

// The servers that notifiers reach listeners through.

namespace fanfare {

/// The message broker that `amqp` listeners reach their exchanges on. It is the
/// admin's own: `allow_networks` does not apply to it.
struct messaging_options {
  /// amqp://host:port or amqps://host:port, with a virtual host as path; several
  /// that serve the same exchanges, separated by commas, are tried in this
  /// order. Empty: there is none, and what is due to `amqp` listeners is held.
  std::string url = {};
  /// Where listeners publish that name no exchange of their own.
  std::string topic_exchange = "amq.topic";
  /// Stands before the event type in the subject, without the final dot.
  std::string subject_prefix = {};
  /// Of those that name none in the URL.
  std::string username = {};
  std::string password = {};
  /// `auto`: `plain` with a username, else `external` with a client certificate,
  /// else `anonymous`.
  std::string sasl = "auto";
  std::string tls = "auto";         ///< `auto`: as the URL says; `required` or `off`.
  std::string ca_path = {};         ///< A PEM file of authorities beside the system's.
  std::string client_cert = {};     ///< PEM files with the certificate that the broker asks for,
  std::string client_key = {};      ///< and with its key.
  std::string virtual_host = {};    ///< Of brokers whose URL names none. Empty: the broker's own.
  std::chrono::milliseconds ttl{0}; ///< For messages that nobody takes. 0: they are kept.
  /// Where RabbitMQ 3 declares exchanges, http://host:port. Empty: port 15672 of
  /// the broker, or 15671 with TLS if the broker is reached by TLS.
  std::string management_url = {};
  std::string dialect = "auto"; ///< `auto`, `qpid`, `rabbitmq3`, `rabbitmq4` or `plain`.
};

/// How a connection to the mail server is protected.
enum class smtp_security : std::uint8_t {
  none,     ///< Not at all. Credentials would be readable on the way.
  starttls, ///< A plain connection turns into TLS before anything is said; no mail without.
  tls,      ///< TLS from the first byte on, as on port 465.
};

/// The mail server that email listeners are served by. It is the admin's own:
/// `allow_networks` does not apply to it.
struct email_options {
  /// Off: listeners of type email are kept and match, and their deliveries wait.
  bool enabled = false;
  std::string host = "localhost"; ///< A name or an address.
  std::uint32_t port = 25;
  std::string from = "fanfare@localhost"; ///< Sender, and "From" of each mail.
  std::string username = {};              ///< Not empty: AUTH PLAIN or LOGIN.
  std::string password = {};
  smtp_security tls = smtp_security::none;
  std::string ca_path = {}; ///< A PEM file used instead of the system's authorities.
};

} // namespace fanfare
