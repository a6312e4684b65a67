#include "cli/demo_door.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

namespace fanfare {

std::optional<demo_door> demo_door::open() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof address;
  if (::bind(descriptor, generic, size) != 0 || ::listen(descriptor, SOMAXCONN) != 0 ||
      ::getsockname(descriptor, generic, &size) != 0)
    return std::nullopt;
  return demo_door{descriptor, ntohs(address.sin_port)};
}

void demo_door::close() const { ::close(descriptor_); }

void demo_door::serve(const demo_manners& manners) {
  for (;;) {
    std::vector<pollfd> watched{{descriptor_, POLLIN, 0}};
    for (const auto& [descriptor, received] : connections_)
      watched.push_back({descriptor, POLLIN, 0});
    ::poll(watched.data(), watched.size(), -1);
    if (watched.front().revents != 0)
      accept_one(manners);
    for (std::size_t i = 1; i < watched.size(); ++i)
      if (watched[i].revents != 0)
        read_some(watched[i].fd, manners);
  }
}

void demo_door::answer(int connection, std::string_view text) {
  ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
}

void demo_door::accept_one(const demo_manners& manners) {
  const auto connection = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection < 0)
    return;
  connections_.emplace(connection, std::string{});
  if (manners.opened)
    manners.opened(connection);
}

void demo_door::read_some(int connection, const demo_manners& manners) {
  char chunk[16 * 1024];
  const auto got = ::recv(connection, chunk, sizeof chunk, 0);
  if (got > 0) {
    auto& received = connections_[connection];
    received.append(chunk, static_cast<std::size_t>(got));
    manners.grown(connection, received);
    return;
  }
  connections_.erase(connection);
  if (manners.closed)
    manners.closed(connection);
  ::close(connection);
}

} // namespace fanfare
