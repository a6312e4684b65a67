#pragma once

#include "fanfare/engine.hpp"
#include "fanfare/error.hpp"
#include "fanfare/event.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// What a request is answered with, before HTTP is put around it.
struct answer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::string allow = {}; ///< The methods there are; sent with 405 only.
  bool try_again = false; ///< Sends `Retry-After: 1`.
};

/// 200 with plain text.
answer plain(std::string_view text);

/// 202 with the ids: these reports are durable.
answer accepted(const receipt& what);

/// 200 or 503 with `{"ready":…,"problems":[…]}`.
answer readiness(const health& now);

/// Problem details (RFC 9457) for what is wrong with the request as HTTP.
answer problem(unsigned status, std::string_view detail);

/// Problem details for what the engine said. What may work later is 503 and
/// carries the ids of the reports that are durable already.
answer problem(const error& why);

} // namespace fanfare
