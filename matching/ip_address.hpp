#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fanfare {

/// An IP address, however it was spelt.
struct ip_address {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes = {}; ///< Network order; of a v4 address the first 4.

  bool operator==(const ip_address&) const = default;
};

/// Reads `10.0.0.1` (up to three decimal digits a group, leading zeros allowed:
/// `010` is 10) or an IPv6 address (RFC 4291, section 2.2). No brackets, no zone.
std::optional<ip_address> parse_address(std::string_view text);

/// A block of addresses: those that share the first `bits` bits.
struct network {
  ip_address address;
  unsigned bits = 0;

  bool contains(const ip_address& one) const;
};

} // namespace fanfare
