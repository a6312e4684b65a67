#include "notifiers/http_verdict.hpp"

#include "messages/duration_text.hpp"

#include <algorithm>
#include <iterator>
#include <system_error>

namespace fanfare {

namespace {

struct phrase {
  long status;
  const char* text;
};

/// Our own words: those of the receiver are foreign text.
constexpr phrase phrases[] = {
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

std::string status_text(long status) {
  auto text = std::to_string(status);
  const auto known = std::find_if(std::begin(phrases), std::end(phrases),
                                  [status](const auto& one) { return one.status == status; });
  if (known != std::end(phrases))
    text += std::string{" "} + known->text;
  if (status >= 300 && status < 400)
    text += " (redirects are not followed)";
  return text;
}

/// The library's words may quote the receiver's.
std::string printable(std::string_view foreign) {
  std::string text{foreign.substr(0, 200)};
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string failure_text(const http_ending& ending) {
  if (!ending.refusal.empty())
    return std::string{ending.refusal};
  if (ending.oversized_head)
    return "the head of the answer does not end";
  if (ending.code == CURLE_OPERATION_TIMEDOUT)
    return ending.connected ? "no answer within " + to_text(ending.timeout)
                            : "no connection within " +
                                  to_text(std::min(ending.timeout, ending.connect_timeout));
  if (ending.code == CURLE_OK)
    return "no final answer";
  if (ending.code == CURLE_COULDNT_CONNECT && ending.os_error != 0)
    return "could not connect: " + std::generic_category().message(ending.os_error);
  auto text =
      printable(ending.complaint.empty() ? curl_easy_strerror(ending.code) : ending.complaint);
  if (ending.code == CURLE_SSL_CACERT_BADFILE)
    text += " (see ca_path of the listener)";
  return text;
}

} // namespace

verdict verdict_of(long status) {
  if (status >= 200 && status < 300)
    return verdict::delivered;
  switch (status) {
  case 408:
  case 409:
  case 425:
  case 429:
    return verdict::retry;
  case 410:
    return verdict::gone;
  default:
    return status >= 500 && status < 600 ? verdict::retry : verdict::rejected;
  }
}

outcome judge(std::string_view shown_url, const http_ending& ending) {
  outcome said;
  said.how = verdict_of(ending.status);
  said.status = static_cast<std::uint32_t>(ending.status);
  // What went well needs no sentence: one for each delivery would be built for nobody.
  if (said.how == verdict::delivered)
    return said;
  said.detail = "POST " + std::string{shown_url} + " -> ";
  if (ending.status != 0) {
    said.detail += status_text(ending.status);
    return said;
  }
  said.how = ending.no_socket ? verdict::unsent : verdict::retry;
  said.detail += (ending.no_socket ? "not sent: " : "") + failure_text(ending);
  return said;
}

} // namespace fanfare
