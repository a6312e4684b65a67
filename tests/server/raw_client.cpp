#include "tests/server/raw_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace fanfare::test {

raw_client::raw_client(const std::string& address)
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
  const timeval patience{10, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    ::close(socket_);
    throw std::runtime_error{"nobody listens on " + address};
  }
}

raw_client::~raw_client() { ::close(socket_); }

bool raw_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void raw_client::finish_sending() { shutdown(socket_, SHUT_WR); }

raw_answer raw_client::read(answer_body what) {
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!receive())
      return {};
  raw_answer got;
  got.head = buffer_.substr(0, end + 2);
  got.status = std::atoi(got.head.c_str() + got.head.find(' '));
  buffer_.erase(0, end + 4);
  const auto length_at = got.head.find("Content-Length: ");
  if (what == answer_body::none || length_at == std::string::npos)
    return got;
  const auto length = std::strtoul(got.head.c_str() + length_at + 16, nullptr, 10);
  while (buffer_.size() < length)
    if (!receive())
      return {};
  got.body = buffer_.substr(0, length);
  buffer_.erase(0, length);
  return got;
}

bool raw_client::closed_by_server() {
  char byte;
  return buffer_.empty() && recv(socket_, &byte, 1, 0) == 0;
}

bool raw_client::receive() {
  char bytes[16 * 1024];
  const auto got = recv(socket_, bytes, sizeof bytes, 0);
  if (got > 0)
    buffer_.append(bytes, static_cast<std::size_t>(got));
  return got > 0;
}

std::string post(std::string_view body, std::string_view content_type) {
  std::string text = "POST /v1/events HTTP/1.1\r\nHost: here\r\n";
  if (!content_type.empty())
    text.append("Content-Type: ").append(content_type).append("\r\n");
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return text.append(body);
}

} // namespace fanfare::test
