#pragma once

#include "fanfare/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// `amqp[s]://[USER[:PASSWORD]@]HOST[:PORT][/VIRTUAL-HOST]`, taken apart.
struct broker_url {
  std::string host;       ///< A name or an address; IPv6 without brackets.
  std::uint16_t port = 0; ///< 0: the URL names none.
  bool is_amqps = false;
  std::string virtual_host; ///< Empty: the URL names none.
  std::string username;
  std::string password;

  /// Reads URLs separated by commas. In user, password and virtual host every
  /// comma and every character that a URL gives a meaning is written as %XX.
  /// Fails with `errc::invalid_options`. The text names neither the key nor a password.
  static result<std::vector<broker_url>> parse_list(std::string_view text);
};

} // namespace fanfare
