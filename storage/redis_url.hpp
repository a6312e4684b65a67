#pragma once

#include "fanfare/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare {

/// Where a Redis is and who we are there.
struct redis_address {
  std::string host; ///< Empty: `path` is a Unix socket.
  std::uint16_t port = 6379;
  std::string path = {};
  std::string user = {};
  std::string password = {};
  std::uint32_t database = 0;

  /// Returns it as it may be shown: without user and password.
  std::string shown() const;
};

/// Reads `redis://[user:pass@]host[:port][/db]` and `redis+unix://PATH[?db=N]`;
/// user and password may be percent-encoded. Fails with `errc::invalid_options`;
/// the text never repeats what may be a secret.
result<redis_address> parse_redis_url(std::string_view url);

} // namespace fanfare
