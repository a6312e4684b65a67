#pragma once

#include <curl/curl.h>

#include <set>

namespace fanfare {

/// The sockets that a loop's transfers have open. libcurl ends an SMTP
/// connection politely, with QUIT, and waits for the answer up to two minutes,
/// with everything else of its thread; a socket that is shut down spares that.
/// Thread safety: none; it belongs to the loop's thread.
class open_sockets {
public:
  /// Makes a handle open and close its sockets here. Returns false if memory is short.
  bool watch(CURL* handle);

  /// Says, to the peer of the socket with this local port, that nothing more will come.
  void end_sending(int local_port) const;

  /// Shuts all of them down: whoever waits for their peers stops waiting.
  void shut_down_all() const;

private:
  static curl_socket_t open(void* self, curlsocktype purpose, curl_sockaddr* to);
  static int close(void* self, curl_socket_t which);

  std::set<curl_socket_t> open_;
};

} // namespace fanfare
