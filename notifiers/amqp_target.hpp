#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// What AMQP has room for is 49 days.
inline constexpr std::chrono::milliseconds longest_ttl = std::chrono::hours{45 * 24};

/// What the `notifier_config` of an amqp listener says, checked.
struct amqp_target {
  std::string exchange; ///< Empty: the one of the configuration.
  /// How long brokers are to keep a message that nobody takes. None: as configured.
  std::optional<std::chrono::milliseconds> ttl = {};

  /// Reads `{"exchange":…,"ttl":…}`; both may be left out or empty. Fails with
  /// `errc::invalid_listener`; the text starts with the field.
  static result<amqp_target> parse(std::string_view config);
};

} // namespace fanfare
