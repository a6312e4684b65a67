#pragma once

#include "fanfare/result.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string_view>

namespace fanfare {

/// Reads `host:port`, where host is an IP address (IPv6 in brackets) or
/// `localhost`. Fails with `errc::invalid_options`; so does an address that
/// other machines can reach, as long as there are no tokens to keep them out.
result<boost::asio::ip::tcp::endpoint> listen_address(std::string_view text);

/// Writes an endpoint as `listen_address` reads it.
std::string to_text(const boost::asio::ip::tcp::endpoint& where);

} // namespace fanfare
