#include "notifiers/http_request.hpp"

#include "notifiers/base64.hpp"

namespace fanfare {

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
