#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/amqp_target.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace fanfare {

/// What the configurations of listeners that were lately delivered to say, so
/// that an attempt has nothing to parse.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_targets {
public:
  static constexpr std::size_t max_targets = 4'096;

  struct known_target {
    listener_ptr of;
    amqp_target target;
  };

  /// Returns what the listener says as it is now. Fails with `errc::invalid_listener`.
  result<std::shared_ptr<const known_target>> find(const listener_ptr& of);

private:
  std::unordered_map<std::string, std::shared_ptr<const known_target>> by_id_;
};

} // namespace fanfare
