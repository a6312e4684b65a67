#include "notifiers/http_request.hpp"

#include <cstdint>
#include <string_view>

namespace fanfare {

namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto group = bytes.substr(at, 3);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      text += i <= group.size() ? digits[bits >> (18 - 6 * i) & 63] : '=';
  }
  return text;
}

} // namespace

std::string http_request_start(const http_endpoint& to) {
  auto start = "POST " + to.url.target() + " HTTP/1.1\r\nHost: " + to.url.authority() + "\r\n";
  if (to.credentials)
    start += "Authorization: Basic " +
             base64(to.credentials->username + ":" + to.credentials->password) + "\r\n";
  return start + "User-Agent: fanfare/" FANFARE_VERSION "\r\n"
                 "Content-Type: application/json\r\n"
                 "webhook-id: ";
}

void write_request_head(const std::string& start, const event& what, std::string& into) {
  into = start;
  into += what.id.text();
  into += "\r\nContent-Length: ";
  into += std::to_string(what.body.size());
  into += "\r\n\r\n";
}

} // namespace fanfare
