#pragma once

#include "fanfare/notifier.hpp"

#include <curl/curl.h>

#include <chrono>
#include <string>
#include <string_view>

namespace fanfare {

/// What is known of a transfer that is over.
struct http_ending {
  CURLcode code = CURLE_OK;
  /// Of the answer whose head arrived whole; 0 if none did.
  long status = 0;
  std::string_view refusal = {};   ///< What the address guard said, if it refused a connect.
  std::string_view complaint = {}; ///< The library's own words for `code`; may be empty.
  int os_error = 0;                ///< `errno` of the connect that failed; 0 if none did.
  bool connected = false;          ///< The request was under way when it ended.
  bool no_socket = false;          ///< This process may not have another socket.
  bool oversized_head = false;     ///< The answer's head was cut because it did not end.
  std::chrono::milliseconds timeout = {};
  std::chrono::milliseconds connect_timeout = {};
  std::string_view retry_after = {}; ///< The field of the answer, if it is no success.
  std::string_view body = {};        ///< The same of how its body begins.
};

/// Judges by the status as soon as the answer's head is there: what happens to
/// its body changes nothing. Without a status it is a failure in transport, and
/// those are tried again. Fills in verdict, status and, of what failed, the
/// detail, such as `POST https://example.com/hook -> 503 Service Unavailable`.
/// @param shown_url as it may be shown to people.
outcome judge(std::string_view shown_url, const http_ending& ending);

/// Returns what a status means: 2xx delivered; 408, 409, 425, 429 and 5xx
/// retry; 410 gone; everything else rejected.
verdict verdict_of(long status);

} // namespace fanfare
