#include "matching/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace fanfare {

namespace {

constexpr std::size_t longest_v6 = 45; // RFC 4291, the form that ends in a v4 address

std::optional<ip_address> parse_v4(std::string_view text) {
  ip_address made;
  for (std::size_t group = 0; group < 4; ++group) {
    const auto dot = text.find('.');
    if ((dot == std::string_view::npos) != (group == 3))
      return std::nullopt;
    const auto digits = text.substr(0, dot);
    const auto* end = digits.data() + digits.size();
    auto [stop, wrong] = std::from_chars(digits.data(), end, made.bytes[group]);
    if (wrong != std::errc{} || stop != end || digits.size() > 3)
      return std::nullopt;
    text.remove_prefix(group == 3 ? text.size() : dot + 1);
  }
  return made;
}

} // namespace

std::optional<ip_address> parse_address(std::string_view text) {
  // Nearly every string is no address: look at the first characters only.
  const auto start = text.substr(0, 5);
  if (start.find(':') == std::string_view::npos)
    return start.find('.') == std::string_view::npos ? std::nullopt : parse_v4(text);
  if (text.size() > longest_v6 || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  ip_address made;
  made.v6 = true;
  if (inet_pton(AF_INET6, std::string{text}.c_str(), made.bytes.data()) != 1)
    return std::nullopt;
  return made;
}

bool network::contains(const ip_address& one) const {
  if (one.v6 != address.v6)
    return false;
  const auto whole = bits / 8;
  if (!std::equal(one.bytes.begin(), one.bytes.begin() + whole, address.bytes.begin()))
    return false;
  const auto rest = bits % 8;
  return rest == 0 || (one.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0;
}

} // namespace fanfare
