#include "notifiers/smtp_verdict.hpp"

#include "messages/duration_text.hpp"

#include <algorithm>
#include <system_error>

namespace fanfare {

namespace {

constexpr std::size_t longest_quote = 300;
/// Servers let strangers wait for their greeting on purpose: so long at least.
constexpr std::chrono::seconds least_patience{5};

std::string_view name_of(smtp_step step) {
  switch (step) {
  case smtp_step::session:
    return "the greeting";
  case smtp_step::sender:
    return "MAIL FROM";
  case smtp_step::address:
    return "RCPT TO";
  case smtp_step::data:
    return "DATA";
  case smtp_step::text:
    return "the text";
  }
  return "";
}

/// Servers and the library write what they like.
std::string printable(std::string_view foreign) {
  std::string text{foreign.substr(0, longest_quote)};
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
    text.pop_back();
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

bool refused(const smtp_ending& ending) { return ending.status >= 400; }

} // namespace

std::string fault_of(const smtp_ending& ending) {
  // A server may say the credentials back to us: its words are not repeated.
  if (ending.code == CURLE_LOGIN_DENIED)
    return "the mail server refuses the username and password of [email]" +
           (refused(ending) ? " (" + std::to_string(ending.status) + ")" : std::string{});
  if (ending.code == CURLE_USE_SSL_FAILED)
    return "the mail server offers no STARTTLS, which [email] tls asks for";
  if (refused(ending))
    return printable(ending.reply) + " (answer to " + std::string{name_of(ending.asked)} + ")";
  if (ending.code == CURLE_OPERATION_TIMEDOUT)
    return "no answer to " + std::string{name_of(ending.asked)} + " within " +
           to_text(ending.timeout);
  if (ending.code == CURLE_COULDNT_CONNECT && ending.os_error != 0)
    return "could not connect: " + std::generic_category().message(ending.os_error);
  auto text =
      printable(ending.complaint.empty() ? curl_easy_strerror(ending.code) : ending.complaint);
  if (ending.code == CURLE_SSL_CACERT_BADFILE)
    text += " (see [email] ca_path)";
  if (ending.asked != smtp_step::session)
    text += " (in answer to " + std::string{name_of(ending.asked)} + ")";
  return text;
}

bool server_is_away(const smtp_ending& ending) {
  if (ending.code == CURLE_OK || ending.code == CURLE_OUT_OF_MEMORY ||
      ending.asked != smtp_step::session)
    return false;
  return ending.code != CURLE_OPERATION_TIMEDOUT || ending.patience >= least_patience;
}

outcome judge(std::string_view address, std::string_view server, const smtp_ending& ending) {
  outcome said;
  said.status = static_cast<std::uint32_t>(ending.status);
  said.how = verdict::delivered;
  // What went well needs no sentence: one for each delivery would be built for nobody.
  if (ending.code == CURLE_OK)
    return said;
  const bool for_good =
      ending.status >= 500 && ending.status < 600 && ending.asked >= smtp_step::address;
  said.how = for_good                 ? verdict::rejected
             : server_is_away(ending) ? verdict::unsent
                                      : verdict::retry;
  said.detail =
      "mail to " + std::string{address} + " by " + std::string{server} + " -> " + fault_of(ending);
  return said;
}

} // namespace fanfare
