#include "notifiers/http_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace fanfare {

namespace {

int socket_of(CURL* dialled) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  curl_easy_getinfo(dialled, CURLINFO_ACTIVESOCKET, &socket);
  return socket;
}

http_socket::progress after(ssize_t moved, CURLcode failure) {
  if (moved >= 0)
    return {CURLE_OK, static_cast<std::size_t>(moved)};
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
    return {CURLE_AGAIN};
  return {failure, 0, errno};
}

iovec piece(std::string_view bytes) { return {const_cast<char*>(bytes.data()), bytes.size()}; }

} // namespace

result<std::unique_ptr<http_socket>> http_socket::take_over(std::unique_ptr<http_dial> dialled,
                                                            bool is_tls) {
  int file = socket_of(dialled->handle());
  if (!is_tls) {
    // A second name for the socket: it stays open when libcurl closes its own.
    file = fcntl(file, F_DUPFD_CLOEXEC, 0);
    if (file < 0)
      return error{errc::internal,
                   "no socket could be opened: " + std::generic_category().message(errno)};
    dialled.reset();
  }
  return std::unique_ptr<http_socket>{new http_socket{file, std::move(dialled)}};
}

http_socket::~http_socket() {
  if (!tls_)
    close(file_);
}

http_socket::progress http_socket::send(std::string_view first, std::string_view second) {
  if (tls_)
    return send_over_tls(first.empty() ? second : first);
  iovec pieces[] = {piece(first), piece(second)};
  msghdr message{};
  message.msg_iov = pieces;
  message.msg_iovlen = 2;
  return after(sendmsg(file_, &message, MSG_NOSIGNAL), CURLE_SEND_ERROR);
}

http_socket::progress http_socket::send_over_tls(std::string_view what) {
  std::size_t sent = 0;
  const auto how = curl_easy_send(tls_->handle(), what.data(), what.size(), &sent);
  return {how, sent};
}

http_socket::progress http_socket::receive(char* into, std::size_t at_most) {
  if (!tls_)
    return after(recv(file_, into, at_most, 0), CURLE_RECV_ERROR);
  std::size_t received = 0;
  const auto how = curl_easy_recv(tls_->handle(), into, at_most, &received);
  return {how, received};
}

} // namespace fanfare
