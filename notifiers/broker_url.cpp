#include "notifiers/broker_url.hpp"

#include "messages/quote.hpp"
#include "notifiers/curl_handles.hpp"

#include <algorithm>
#include <charconv>

namespace fanfare {

namespace {

constexpr std::size_t most_urls = 16;
constexpr std::size_t longest_url = 2'000;

/// What may be shown of a text that was meant as a URL.
std::string without_user(std::string_view text) {
  const auto scheme = text.find("://");
  const auto at = text.rfind('@');
  if (scheme == std::string_view::npos || at == std::string_view::npos || at < scheme)
    return std::string{at == std::string_view::npos ? text : text.substr(at + 1)};
  return std::string{text.substr(0, scheme + 3)} + "…" + std::string{text.substr(at)};
}

error wrong(std::string_view url, std::string_view why) {
  return {errc::invalid_options, quoted(without_user(url)) + " " + std::string{why}};
}

std::string part_of(CURLU* parts, CURLUPart which) {
  char* raw = nullptr;
  // What is encoded in a host or a port does not become one.
  const bool decoded = which != CURLUPART_HOST && which != CURLUPART_PORT;
  if (curl_url_get(parts, which, &raw, decoded ? CURLU_URLDECODE : 0) != CURLUE_OK)
    return {};
  return curl_text{raw}.get();
}

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':';
  });
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

std::string_view complaint(std::string_view text) {
  if (!text.starts_with("amqp://") && !text.starts_with("amqps://"))
    return "is no URL of a broker: write amqp://HOST:PORT or amqps://HOST:PORT";
  if (text.size() > longest_url)
    return "is longer than 2000 bytes";
  if (!is_printable(text))
    return "holds a space, a control or a non-ASCII character; write it as %XX";
  if (text.find_first_of("?#") != std::string_view::npos)
    return "has a '?' or a '#', which mean nothing here; in a password write %3F and %23";
  return {};
}

/// Returns the URL's parts, or null if it is none.
curl_url_parts taken_apart(std::string_view text) {
  curl_url_parts parts{curl_url()};
  if (parts && curl_url_set(parts.get(), CURLUPART_URL, std::string{text}.c_str(),
                            CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    parts.reset();
  return parts;
}

result<broker_url> parse_one(std::string_view text) {
  if (const auto why = complaint(text); !why.empty())
    return wrong(text, why);
  const auto parts = taken_apart(text);
  if (!parts)
    return wrong(text, "is no URL: write amqp://HOST:PORT, and in a password every character that "
                       "a URL gives a meaning as %XX");
  broker_url made;
  made.is_amqps = text.starts_with("amqps://");
  made.host = part_of(parts.get(), CURLUPART_HOST);
  if (made.host.starts_with('[') && made.host.ends_with(']'))
    made.host = made.host.substr(1, made.host.size() - 2);
  if (!is_host(made.host))
    return wrong(text, "has no valid host; write a name or an address");
  made.username = part_of(parts.get(), CURLUPART_USER);
  made.password = part_of(parts.get(), CURLUPART_PASSWORD);
  if (made.username.empty() && !made.password.empty())
    return wrong(text, "has a password and no user");
  auto path = part_of(parts.get(), CURLUPART_PATH);
  if (path.size() > 1)
    made.virtual_host = path.substr(1);
  const auto port = part_of(parts.get(), CURLUPART_PORT);
  std::from_chars(port.data(), port.data() + port.size(), made.port);
  if (!port.empty() && made.port == 0)
    return wrong(text, "has a port out of range: 1 to 65535 is allowed");
  return made;
}

} // namespace

result<std::vector<broker_url>> broker_url::parse_list(std::string_view text) {
  std::vector<broker_url> all;
  while (!text.empty()) {
    const auto comma = text.find(',');
    auto one = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
    one = one.substr(0, one.find_last_not_of(' ') + 1);
    auto read = parse_one(one);
    if (!read)
      return read.error();
    all.push_back(std::move(*read));
  }
  if (all.size() > most_urls)
    return error{errc::invalid_options, "names more than 16 brokers"};
  return all;
}

} // namespace fanfare
