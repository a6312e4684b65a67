#pragma once

#include "fanfare/result.hpp"

#include "notifiers/http_dial.hpp"

#include <cstddef>
#include <memory>
#include <string_view>

namespace fanfare {

/// The two ends of a connection's pipe to a receiver: a plain socket, or the
/// TLS that libcurl keeps around one. Never blocks.
class http_socket {
public:
  /// How far a call got. `how` is CURLE_AGAIN when it would have to wait, and
  /// CURLE_SEND_ERROR or the like when the connection is broken.
  struct progress {
    CURLcode how = CURLE_OK;
    std::size_t bytes = 0; ///< None received, and CURLE_OK: the receiver has closed.
    int os_error = 0;      ///< `errno` of what is broken; 0 if it has none.
  };

  /// Takes over what has been dialled. Of a plain connection the socket alone
  /// is kept: libcurl then has nothing more to do with it.
  /// Fails with `errc::internal` if the process may not have another file.
  static result<std::unique_ptr<http_socket>> take_over(std::unique_ptr<http_dial> dialled,
                                                        bool is_tls);
  ~http_socket();

  http_socket(const http_socket&) = delete;
  http_socket& operator=(const http_socket&) = delete;

  /// Sends the start of `first`, then of `second`. After CURLE_AGAIN, TLS wants
  /// to be given the very same bytes, at the same place.
  progress send(std::string_view first, std::string_view second);

  progress receive(char* into, std::size_t at_most);

  int file() const { return file_; }

  /// Returns libcurl's words for what is broken; may be empty.
  std::string_view complaint() const { return tls_ ? tls_->complaint() : std::string_view{}; }

private:
  http_socket(int file, std::unique_ptr<http_dial> tls) : file_(file), tls_(std::move(tls)) {}

  progress send_over_tls(std::string_view what);

  int file_;
  std::unique_ptr<http_dial> tls_; ///< Owns `file_` if it is there.
};

} // namespace fanfare
