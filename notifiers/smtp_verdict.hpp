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
  std::chrono::milliseconds patience = {}; ///< How much of it was left when it began.
};

/// Says in words why a transfer failed: no secret of ours, nothing unprintable.
std::string fault_of(const smtp_ending& failed);

/// Whether the mail server as a whole could not be reached, or takes no mail
/// from us: everything that fails before a session stands, unless it was a
/// timeout so short that it tells nothing of the server.
bool server_is_away(const smtp_ending& ending);

/// Judges a mail to `address`. A server that refuses the address or the mail
/// for good (5xx to RCPT, DATA or the text) has rejected it. With a server that
/// is away the mail is unsent. A temporary refusal (4xx), whatever else fails
/// in transport, and a refusal of the sender is tried again: that is trouble
/// with the server or our settings, and no fault of the address. Fills in all
/// but the ticket and the answer.
/// @param server as host:port, for people.
outcome judge(std::string_view address, std::string_view server, const smtp_ending& ending);

} // namespace fanfare
