#include "server/listen_address.hpp"

#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <optional>
#include <string>

namespace fanfare {
namespace {

namespace ip = boost::asio::ip;

error refused(std::string_view text, std::string_view why) {
  return {errc::invalid_options,
          "[server] listen: \"" + std::string{text} + "\" " + std::string{why}};
}

std::optional<unsigned short> port_from_text(std::string_view text) {
  unsigned short port = 0;
  const auto end = text.data() + text.size();
  const auto [rest, ec] = std::from_chars(text.data(), end, port);
  if (text.empty() || ec != std::errc{} || rest != end)
    return {};
  return port;
}

std::optional<ip::address> host_from_text(std::string_view text) {
  if (text == "localhost")
    return ip::address{ip::address_v4::loopback()};
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  if (bracketed)
    text = text.substr(1, text.size() - 2);
  boost::system::error_code ec;
  const auto host = ip::make_address(std::string{text}, ec);
  if (ec || host.is_v6() != bracketed)
    return {};
  return host;
}

} // namespace

result<ip::tcp::endpoint> listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos)
    return refused(text, "has no port; write host:port, e.g. 127.0.0.1:8480");
  const auto port = port_from_text(text.substr(colon + 1));
  if (!port)
    return refused(text, "has no port from 0 to 65535 after the colon; write host:port, e.g. "
                         "127.0.0.1:8480");
  if (colon == 0)
    return refused(text, "names no host, which would mean every address of this machine; write "
                         "127.0.0.1:" +
                             std::to_string(*port));
  const auto host = host_from_text(text.substr(0, colon));
  if (!host)
    return refused(text, "names no IP address; write one, [::1] style for IPv6, or localhost");
  if (!host->is_loopback())
    return refused(text, "can be reached from other machines, and this version has no tokens to "
                         "keep strangers out; listen on 127.0.0.1 or [::1], and put a reverse "
                         "proxy that authenticates in front of it");
  return ip::tcp::endpoint{*host, *port};
}

std::string to_text(const ip::tcp::endpoint& where) {
  const auto host = where.address().to_string();
  const auto port = std::to_string(where.port());
  return where.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

} // namespace fanfare
