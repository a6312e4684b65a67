#include "notifiers/network_guard.hpp"

#include "messages/quote.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace fanfare {

namespace {

using address_bytes = std::array<std::uint8_t, 16>;

constexpr address_bytes mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;

/// A range told apart by the first 32 bits of an address of its family.
struct special_range {
  std::uint32_t prefix;
  unsigned bits;
  const char* cidr;
  const char* what;
};

constexpr special_range special_v4[] = {
    {0x00000000, 8, "0.0.0.0/8", "this network"},
    {0x0a000000, 8, "10.0.0.0/8", "private"},
    {0x64400000, 10, "100.64.0.0/10", "shared by carriers"},
    {0x7f000000, 8, "127.0.0.0/8", "loopback"},
    {0xa83f8110, 32, "168.63.129.16/32", "a cloud's own services"},
    {0xa9fe0000, 16, "169.254.0.0/16", "link-local"},
    {0xac100000, 12, "172.16.0.0/12", "private"},
    {0xc0000000, 24, "192.0.0.0/24", "protocol assignments"},
    {0xc0000200, 24, "192.0.2.0/24", "documentation"},
    {0xc0586300, 24, "192.88.99.0/24", "6to4 relays"},
    {0xc0a80000, 16, "192.168.0.0/16", "private"},
    {0xc6120000, 15, "198.18.0.0/15", "benchmarks"},
    {0xc6336400, 24, "198.51.100.0/24", "documentation"},
    {0xcb007100, 24, "203.0.113.0/24", "documentation"},
    {0xe0000000, 3, "224.0.0.0/3", "multicast, reserved and broadcast"},
};

constexpr special_range public_v6{0x20000000, 3, "2000::/3", "public"};

constexpr special_range special_v6[] = {
    {0x20010000, 23, "2001::/23", "protocol assignments"},
    {0x20010db8, 32, "2001:db8::/32", "documentation"},
    {0x20020000, 16, "2002::/16", "6to4"},
    {0x3fff0000, 20, "3fff::/20", "documentation"},
};

bool holds(const special_range& range, std::uint32_t first) {
  return (first ^ range.prefix) >> (32 - range.bits) == 0;
}

std::uint32_t word_at(const address_bytes& bytes, std::size_t at) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof word);
  return ntohl(word);
}

bool is_mapped(const address_bytes& bytes) {
  return std::equal(mapped_prefix.begin(), mapped_prefix.begin() + 12, bytes.begin());
}

bool same_bits(const std::uint8_t* a, const std::uint8_t* b, unsigned bits) {
  const auto whole = bits / 8;
  if (std::memcmp(a, b, whole) != 0)
    return false;
  const auto rest = bits % 8;
  return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

/// Returns the rule that keeps this address closed by default.
const special_range* closed_by(const address_bytes& bytes) {
  static constexpr special_range outside_public{0, 0, "outside 2000::/3", "not public"};
  const auto find = [](const auto& ranges, std::uint32_t first) -> const special_range* {
    const auto hit = std::find_if(std::begin(ranges), std::end(ranges),
                                  [first](const auto& range) { return holds(range, first); });
    return hit == std::end(ranges) ? nullptr : &*hit;
  };
  if (is_mapped(bytes))
    return find(special_v4, word_at(bytes, 12));
  const auto first = word_at(bytes, 0);
  return holds(public_v6, first) ? find(special_v6, first) : &outside_public;
}

std::string text_of(const address_bytes& bytes) {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_mapped(bytes))
    inet_ntop(AF_INET, bytes.data() + 12, text, sizeof text);
  else
    inet_ntop(AF_INET6, bytes.data(), text, sizeof text);
  return text;
}

/// Returns an address of either family, IPv4 mapped; nothing if `text` is none.
std::optional<address_bytes> read_address(const std::string& text) {
  auto bytes = mapped_prefix;
  if (inet_pton(AF_INET, text.c_str(), bytes.data() + 12) == 1)
    return bytes;
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1)
    return bytes;
  return std::nullopt;
}

std::optional<unsigned> read_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (problem != std::errc{} || end != text.data() + text.size() || bits > most)
    return std::nullopt;
  return bits;
}

void clear_after(address_bytes& bytes, unsigned bits) {
  for (unsigned at = bits; at < 128; ++at)
    bytes[at / 8] = static_cast<std::uint8_t>(bytes[at / 8] & ~(0x80u >> (at % 8)));
}

error bad_entry(std::string_view entry, std::string_view why) {
  return {errc::invalid_options,
          "[security] allow_networks: " + quoted(entry) + " " + std::string{why}};
}

} // namespace

result<network_guard> network_guard::with(const std::vector<std::string>& allow_networks) {
  network_guard guard;
  for (const auto& entry : allow_networks) {
    const auto slash = entry.find('/');
    const auto given = entry.substr(0, slash);
    auto bytes = read_address(given);
    // What inet_pton reads ends at a NUL; the entry must not go on behind it.
    if (!bytes || entry.find('\0') != std::string::npos)
      return bad_entry(entry, "is no network; write one as 10.0.0.0/8, fd00::/8 or 192.168.1.7");
    const bool v4 = given.find(':') == std::string::npos;
    auto bits = std::optional{v4 ? 32u : 128u};
    if (slash != std::string::npos)
      bits = read_bits(std::string_view{entry}.substr(slash + 1), *bits);
    if (!bits)
      return bad_entry(entry, v4 ? "needs a prefix length from 0 to 32 behind the slash"
                                 : "needs a prefix length from 0 to 128 behind the slash");
    network opened{{}, v4 ? mapped_bits + *bits : *bits};
    auto prefix = *bytes;
    clear_after(prefix, opened.bits);
    if (prefix != *bytes)
      return bad_entry(entry, "has bits behind its prefix; write " + text_of(prefix) + "/" +
                                  std::to_string(*bits));
    std::copy(prefix.begin(), prefix.end(), opened.prefix);
    guard.allowed_.push_back(opened);
  }
  return guard;
}

std::optional<std::string> network_guard::refusal(const sockaddr& address) const {
  auto bytes = mapped_prefix;
  std::uint32_t scope = 0;
  if (address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    std::memcpy(bytes.data() + 12, &v4.sin_addr, 4);
  } else if (address.sa_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    std::memcpy(bytes.data(), &v6.sin6_addr, 16);
    scope = v6.sin6_scope_id;
  } else {
    return "an address that is neither IPv4 nor IPv6 is refused, and no entry of [security] "
           "allow_networks can open it";
  }

  // A short IPv6 network such as ::/0 opens no IPv4 address by way of its mapped form.
  const auto least_bits = is_mapped(bytes) ? mapped_bits : 0;
  for (const auto& opened : allowed_)
    if (opened.bits >= least_bits && same_bits(opened.prefix, bytes.data(), opened.bits))
      return std::nullopt;

  const auto* rule = closed_by(bytes);
  if (!rule && scope == 0)
    return std::nullopt;
  const auto why = rule ? std::string{rule->what} + ", " + rule->cidr : "bound to one interface";
  return text_of(bytes) + " is refused: not a public address (" + why +
         "); to permit it, add its network to [security] allow_networks";
}

} // namespace fanfare
