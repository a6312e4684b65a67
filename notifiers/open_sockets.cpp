#include "notifiers/open_sockets.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>

namespace fanfare {

namespace {

int port_of(curl_socket_t which) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(which, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return -1;
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

} // namespace

bool open_sockets::watch(CURL* handle) {
  return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open) == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this) == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &close) == CURLE_OK &&
         curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this) == CURLE_OK;
}

void open_sockets::shut_down_all() const {
  for (const auto which : open_)
    ::shutdown(which, SHUT_RDWR);
}

void open_sockets::end_sending(int local_port) const {
  for (const auto which : open_)
    if (port_of(which) == local_port)
      ::shutdown(which, SHUT_WR);
}

curl_socket_t open_sockets::open(void* self, curlsocktype, curl_sockaddr* to) {
  const int made = ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
  if (made < 0)
    return CURL_SOCKET_BAD;
  try {
    static_cast<open_sockets*>(self)->open_.insert(made);
    return made;
  } catch (const std::bad_alloc&) { // not through the library, which is written in C
    ::close(made);
    return CURL_SOCKET_BAD;
  }
}

int open_sockets::close(void* self, curl_socket_t which) {
  static_cast<open_sockets*>(self)->open_.erase(which);
  return ::close(which);
}

} // namespace fanfare
