#include "tests/support/talking_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>
#include <vector>

namespace fanfare::test {

talking_server::talking_server(std::string greeting)
    : greeting_(std::move(greeting)), listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listening_, raw, size) != 0 || listen(listening_, 64) != 0 ||
      getsockname(listening_, raw, &size) != 0)
    throw std::runtime_error{"no port is free"};
  port_ = ntohs(address.sin_port);
  serving_ = std::thread{[this] { serve(); }};
}

talking_server::~talking_server() {
  shutdown(listening_, SHUT_RDWR);
  serving_.join();
  close(listening_);
}

void talking_server::serve() {
  std::vector<int> open;
  for (int one = accept(listening_, nullptr, nullptr); one >= 0;
       one = accept(listening_, nullptr, nullptr)) {
    send(one, greeting_.data(), greeting_.size(), MSG_NOSIGNAL);
    open.push_back(one);
  }
  for (const int one : open)
    close(one);
}

} // namespace fanfare::test
