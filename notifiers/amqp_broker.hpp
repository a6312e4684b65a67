#pragma once

#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include "notifiers/amqp_dialect.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// How a client says to a broker who it is.
enum class amqp_login : std::uint8_t {
  anonymous,
  plain,    ///< With user and password.
  external, ///< With the certificate of its TLS.
};

/// One place where the broker may be reached.
struct amqp_address {
  std::string host;
  std::uint16_t port = 0;
  bool uses_tls = false;
  std::string virtual_host; ///< Empty: the broker's own.
  amqp_login login = amqp_login::anonymous;
  std::string username;
  std::string password;
  std::string shown; ///< `host:port[/virtual-host]`, for people.

  /// Returns `host:port` as URLs have it.
  std::string authority() const;
};

/// The broker of the configuration, checked. It is the admin's own and stands
/// in no listener, so the address guard does not apply to it.
struct amqp_broker {
  std::vector<amqp_address> addresses; ///< Tried in this order. Empty: there is no broker.
  std::optional<amqp_dialect> dialect; ///< None: as the broker says.
  messaging_options how;

  /// Fails with `errc::invalid_options`; the text starts with `[messaging] ` and
  /// the key. Does not look at the file system.
  static result<amqp_broker> with(const messaging_options& how);
};

} // namespace fanfare
