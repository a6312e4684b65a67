#include "notifiers/http_url.hpp"

#include "messages/quote.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t max_shown_bytes = 200;
/// A `page=2` is no secret.
constexpr std::size_t least_secret_bytes = 4;

bool is_plain(char c) { return c > ' ' && c < 0x7f && c != '\\'; }

bool starts_with_scheme(std::string_view text, std::string_view scheme) {
  return text.size() >= scheme.size() &&
         std::equal(scheme.begin(), scheme.end(), text.begin(), [](char want, char have) {
           return want == std::tolower(static_cast<unsigned char>(have));
         });
}

/// Returns any text that may have been meant as a URL without what may be secret in it.
std::string without_secrets(std::string_view text) {
  const auto query = text.find_first_of("?#");
  auto rest = text.substr(0, query);
  std::string shown;
  if (const auto scheme = rest.find("://"); scheme != std::string_view::npos) {
    shown = rest.substr(0, scheme + 3);
    rest.remove_prefix(scheme + 3);
  }
  if (const auto user = rest.rfind('@'); user != std::string_view::npos) {
    shown += "…@";
    rest.remove_prefix(user + 1);
  }
  shown += rest;
  return query == std::string_view::npos ? shown : shown + "?…";
}

error refused(std::string_view text, std::string_view why) {
  return {errc::invalid_listener,
          "url: " + quoted(without_secrets(text), max_shown_bytes) + " " + std::string{why}};
}

std::string part_of(CURLU* parts, CURLUPart which, unsigned how = 0) {
  char* raw = nullptr;
  if (curl_url_get(parts, which, &raw, how) != CURLUE_OK)
    return {};
  return curl_text{raw}.get();
}

bool is_label(std::string_view label) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; };
  return !label.empty() && label.size() <= 63 && label != "xn--" &&
         std::all_of(label.begin(), label.end(), allowed);
}

/// A name that ends in a number is an address in the eyes of some parsers.
bool ends_in_number(std::string_view host) {
  const auto last = host.substr(host.rfind('.') + 1);
  return last.starts_with("0x") || last.starts_with("0X") ||
         std::all_of(last.begin(), last.end(), [](unsigned char c) { return std::isdigit(c); });
}

bool is_ipv4(std::string_view host) {
  in_addr address;
  return inet_pton(AF_INET, std::string{host}.c_str(), &address) == 1;
}

/// Takes names as DNS knows them, a final dot included, and addresses. All
/// notations of IPv4 have become the usual one by now.
bool is_host(std::string_view host) {
  if (host.starts_with('['))
    return true;
  if (host.ends_with('.'))
    host.remove_suffix(1);
  if (host.size() > 253 || (ends_in_number(host) && !is_ipv4(host)))
    return false;
  for (;;) {
    const auto dot = host.find('.');
    if (!is_label(host.substr(0, dot)))
      return false;
    if (dot == std::string_view::npos)
      return true;
    host.remove_prefix(dot + 1);
  }
}

std::string shown_url(CURLU* parts) {
  const auto port = part_of(parts, CURLUPART_PORT);
  auto path = part_of(parts, CURLUPART_PATH);
  if (path.size() > max_shown_bytes)
    path.replace(max_shown_bytes, path.size(), "…");
  const bool query = !part_of(parts, CURLUPART_QUERY).empty();
  return part_of(parts, CURLUPART_SCHEME) + "://" + part_of(parts, CURLUPART_HOST) +
         (port.empty() ? "" : ":" + port) + path + (query ? "?…" : "");
}

/// Checks what can be seen without taking the URL apart. Returns the complaint.
std::string_view complaint(std::string_view text) {
  if (text.size() > http_url::max_bytes)
    return "is longer than 8000 bytes";
  if (!std::all_of(text.begin(), text.end(), is_plain))
    return "holds a space, a backslash, a control or a non-ASCII character; write such a "
           "character as %XX, and the host's name in its xn-- form";
  if (text.find('#') != std::string_view::npos)
    return "has a fragment (#), which is never sent; leave it out";
  if (!starts_with_scheme(text, "http://") && !starts_with_scheme(text, "https://"))
    return "must start with http:// or https://";
  auto authority = text.substr(text.find("://") + 3);
  authority = authority.substr(0, authority.find_first_of("/?"));
  if (authority.empty())
    return "names no host";
  if (authority.find('@') != std::string_view::npos)
    return "names a user; use the fields username and password";
  if (authority.find('%') != std::string_view::npos)
    return "has a % in its host; write the host plainly";
  return {};
}

} // namespace

result<http_url> http_url::parse(std::string_view text) {
  if (text.empty())
    return error{errc::invalid_listener,
                 "url: is empty; give the address to POST to, e.g. https://example.com/hook"};
  if (const auto why = complaint(text); !why.empty())
    return refused(text, why);

  curl_url_parts parts{curl_url()};
  if (!parts)
    return error{errc::internal, "url: out of memory"};
  if (const auto why = curl_url_set(parts.get(), CURLUPART_URL, std::string{text}.c_str(), 0))
    return refused(text, std::string{"is no URL: "} + curl_url_strerror(why));
  if (!is_host(part_of(parts.get(), CURLUPART_HOST)))
    return refused(text, "has no valid host; write a name such as example.com or an address");
  if (part_of(parts.get(), CURLUPART_PORT) == "0")
    return refused(text, "has port 0; ports go from 1 to 65535");
  auto shown = shown_url(parts.get());
  return http_url{std::move(parts), std::move(shown)};
}

bool http_url::is_https() const { return part_of(parts(), CURLUPART_SCHEME) == "https"; }

std::string http_url::authority() const {
  const auto port = part_of(parts(), CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
  return part_of(parts(), CURLUPART_HOST) + (port.empty() ? "" : ":" + port);
}

std::string http_url::target() const {
  const auto query = part_of(parts(), CURLUPART_QUERY);
  return part_of(parts(), CURLUPART_PATH) + (query.empty() ? "" : "?" + query);
}

std::vector<std::string> http_url::query_texts() const {
  std::vector<std::string> all;
  const auto add = [&all](std::string_view text) {
    if (text.size() >= least_secret_bytes)
      all.emplace_back(text);
  };
  const auto query = part_of(parts(), CURLUPART_QUERY);
  const auto decoded = part_of(parts(), CURLUPART_QUERY, CURLU_URLDECODE);
  add(query);
  add(decoded);
  for (const std::string_view form : {query, decoded})
    for (std::size_t begin = 0; begin < form.size();) {
      const auto end = std::min(form.find('&', begin), form.size());
      const auto pair = form.substr(begin, end - begin);
      add(pair.substr(std::min(pair.find('='), pair.size() - 1) + 1));
      begin = end + 1;
    }
  return all;
}

} // namespace fanfare
