#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstdint>
#include <stdexcept>

namespace fanfare::test {

/// A socket that listens at a free port of 127.0.0.1. Whoever has it closes it.
struct listening_socket {
  int handle = -1;
  std::uint16_t port = 0;
};

/// Throws std::runtime_error if there is none to be had.
inline listening_socket listen_somewhere() {
  listening_socket made{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(made.handle, raw, size) != 0 || listen(made.handle, 64) != 0 ||
      getsockname(made.handle, raw, &size) != 0)
    throw std::runtime_error{"no port is free"};
  made.port = ntohs(address.sin_port);
  return made;
}

} // namespace fanfare::test
