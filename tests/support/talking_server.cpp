#include "tests/support/talking_server.hpp"

#include "tests/support/listening_socket.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <utility>
#include <vector>

namespace fanfare::test {

talking_server::talking_server(std::string greeting) : greeting_(std::move(greeting)) {
  const auto listening = listen_somewhere();
  listening_ = listening.handle;
  port_ = listening.port;
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
