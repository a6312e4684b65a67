#pragma once

#include "fanfare/result.hpp"

#include "notifiers/curl_handles.hpp"
#include "notifiers/curl_transfers.hpp"
#include "notifiers/http_dial.hpp"
#include "notifiers/network_guard.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace fanfare {

class http_connection;

/// Carries out all dials, in one multi handle of libcurl that does nothing
/// else: the connections that work cost a dial nothing, however many they are.
/// Thread safety: none; it belongs to the loop's thread.
class http_dialer {
public:
  using clock = std::chrono::steady_clock;

  struct dialled {
    http_connection* what;
    CURLcode how;
  };

  /// @param guard must outlive this object, and this object every dial.
  explicit http_dialer(const network_guard& guard);

  /// Begins a dial. Fails with `errc::internal` if it could not.
  result<std::unique_ptr<http_dial>> begin(const http_endpoint& to,
                                           std::chrono::milliseconds timeout, http_connection& of);

  /// Readable when `advance` has something to do, which it also has at `due`.
  int file() const { return dials_.file(); }
  clock::time_point due() const { return dials_.due(); }

  /// Goes on with the dials and returns those that are over, until the next call.
  const std::vector<dialled>& advance(clock::time_point now);

private:
  const network_guard& guard_;
  const curl_share share_;
  std::vector<dialled> over_;
  curl_transfers dials_;
};

} // namespace fanfare
