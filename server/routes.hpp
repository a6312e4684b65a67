#pragma once

#include "server/answer.hpp"

#include <string_view>
#include <variant>

namespace fanfare {

/// The head of a request, as far as it decides where the request goes.
struct request_head {
  std::string_view method;
  std::string_view target;
  std::string_view content_type;
  std::string_view content_encoding;
};

/// What a request may ask for.
enum class door : std::uint8_t {
  publish_json,
  publish_ndjson,
  livez,
  readyz,
  metrics,
};

/// Finds the door for a request, or says why there is none (404, 405, 415).
std::variant<door, answer> route(const request_head& head);

} // namespace fanfare
