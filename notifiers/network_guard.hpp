#pragma once

#include "fanfare/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace fanfare {

/// Decides which addresses a notifier may connect to: public ones, and those
/// that `[security] allow_networks` opens. It judges addresses, not names, so
/// it holds whatever a name resolves to, and when.
/// Thread safety: const members may be called from any thread.
class network_guard {
public:
  /// Public addresses only.
  network_guard() = default;

  /// @param allow_networks in CIDR notation; a single address is a network of one.
  /// Fails with `errc::invalid_options`, naming the entry.
  static result<network_guard> with(const std::vector<std::string>& allow_networks);

  /// Returns nothing if the address may be connected to, else a sentence that
  /// names the address, the rule and the setting.
  std::optional<std::string> refusal(const sockaddr& address) const;

private:
  struct network {
    std::uint8_t prefix[16]; ///< IPv4 in its mapped form.
    unsigned bits;
  };
  std::vector<network> allowed_;
};

} // namespace fanfare
