#include "notifiers/smtp_server.hpp"

#include "messages/quote.hpp"
#include "notifiers/base64.hpp"
#include "notifiers/email_address.hpp"

#include <algorithm>
#include <string_view>

namespace fanfare {

namespace {

constexpr std::size_t max_host_bytes = 253;
constexpr std::size_t max_credential_bytes = 1024;

error wrong(std::string_view key, std::string_view why) {
  return {errc::invalid_options, "[email] " + std::string{key} + ": " + std::string{why}};
}

bool is_host_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

bool is_ipv6_byte(char c) {
  return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' ||
         c == '.';
}

/// Returns the host as it stands in a URL; nothing if it is none.
std::string host_in_url(std::string_view host) {
  if (host.empty() || host.size() > max_host_bytes)
    return {};
  if (std::all_of(host.begin(), host.end(), is_host_byte))
    return std::string{host};
  if (std::all_of(host.begin(), host.end(), is_ipv6_byte))
    return "[" + std::string{host} + "]";
  return {};
}

/// They are said to the server, or name a file.
result<void> check_text(std::string_view key, std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 0x7f; }))
    return wrong(key, "holds a control character, such as a line break; leave it out");
  if (text.size() > max_credential_bytes)
    return wrong(key, "is longer than 1024 bytes");
  return {};
}

result<void> check_credentials(const email_options& how) {
  if (how.username.empty() && !how.password.empty())
    return wrong("username", "is empty although there is a password; give both or neither");
  for (const auto& [key, text] :
       {std::pair{"username", &how.username}, std::pair{"password", &how.password},
        std::pair{"ca_path", &how.ca_path}})
    if (auto fine = check_text(key, *text); !fine)
      return fine;
  return {};
}

} // namespace

std::vector<std::string> smtp_server::secrets() const {
  if (how.password.empty())
    return {};
  const std::string nothing(1, '\0');
  return {how.password, base64(how.password),
          base64(nothing + how.username + nothing + how.password)};
}

result<smtp_server> smtp_server::with(const email_options& how) {
  const auto host = host_in_url(how.host);
  if (host.empty())
    return wrong("host", quoted(how.host) + " is no name of a host; write a name or an address, "
                                            "and the port as `port`");
  if (how.port == 0 || how.port > 65'535)
    return wrong("port", std::to_string(how.port) + " is out of range: 1 to 65535 is allowed");
  if (const auto fault = address_fault(how.from))
    return wrong("from", quoted(how.from) + " " + *fault);
  if (auto fine = check_credentials(how); !fine)
    return fine.error();
  auto shown = host + ":" + std::to_string(how.port);
  const auto* scheme = how.tls == smtp_security::tls ? "smtps://" : "smtp://";
  return smtp_server{scheme + shown, shown, how};
}

} // namespace fanfare
