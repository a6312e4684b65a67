#pragma once

#include "fanfare/notifier.hpp"

#include <curl/curl.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace fanfare {

/// How far a dialogue with a mail server has come: what it was asked last.
enum class smtp_step : std::uint8_t {
  session, ///< Greeting, EHLO, STARTTLS, AUTH: nothing of the mail has been said.
  sender,  ///< MAIL FROM.
  address, ///< RCPT TO.
  data,    ///< DATA.
  text,    ///< The mail itself, up to its final dot.
};

/// What is known of a transfer that is over.
struct smtp_ending {
  CURLcode code = CURLE_OK;
  smtp_step asked = smtp_step::session; ///< What the last reply, or the missing one, is about.
  long status = 0;                      ///< Of that reply; 0 if none came.
  std::string_view reply = {};          ///< The text of that reply.
  std::string_view complaint = {};      ///< The library's own words for `code`; may be empty.
  int os_error = 0;                     ///< `errno` of the connect that failed; 0 if none did.
  std::chrono::milliseconds timeout = {};
};

/// What a transfer means for its delivery.
struct smtp_judgement {
  verdict how = verdict::retry;
  std::string detail;
};

/// Says in words why a transfer failed: no secret of ours, nothing unprintable.
std::string fault_of(const smtp_ending& failed);

/// Judges a mail to `address`. A server that refuses the address or the mail
/// for good (5xx to RCPT, DATA or the text) has rejected it. A temporary
/// refusal (4xx), whatever fails in transport, and every refusal before RCPT is
/// tried again: that is trouble with the server or our settings, and no fault
/// of the address.
/// @param server as host:port, for people.
smtp_judgement judge(std::string_view address, std::string_view server, const smtp_ending& ending);

} // namespace fanfare
