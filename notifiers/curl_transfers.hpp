#pragma once

#include "notifiers/curl_handles.hpp"

#include <chrono>
#include <vector>

namespace fanfare {

/// A multi handle of libcurl whose sockets are polled apart from those of the
/// loop that it belongs to: to the loop it is one more file, and a time.
/// Thread safety: none; it belongs to the loop's thread.
class curl_transfers {
public:
  using clock = std::chrono::steady_clock;

  struct ended {
    CURL* which;
    CURLcode how;
  };

  curl_transfers();
  /// Every handle has to have left by then.
  ~curl_transfers();

  curl_transfers(const curl_transfers&) = delete;
  curl_transfers& operator=(const curl_transfers&) = delete;

  /// Where handles are added and removed.
  CURLM* multi() const { return multi_.get(); }

  /// Readable when `advance` has something to do, which it also has at `due`.
  int file() const { return polled_; }
  clock::time_point due() const { return due_; }

  /// Goes on with the transfers and returns those that are over, until the next call.
  const std::vector<ended>& advance(clock::time_point now);

private:
  static int watch(CURL* of, curl_socket_t socket, int what, void* self, void* seen);
  static int set_timer(CURLM* of, long ms, void* self);

  const int polled_; ///< An epoll of its own.
  clock::time_point due_ = clock::time_point::max();
  std::vector<ended> over_;
  curl_multi multi_;
};

} // namespace fanfare
