#pragma once

#include "notifiers/curl_handles.hpp"
#include "notifiers/http_endpoint.hpp"
#include "notifiers/network_guard.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace fanfare {

/// One try of libcurl to connect to a receiver: the name, the address, which
/// the guard must permit, and the TLS handshake. It knows nothing of HTTP.
class http_dial {
public:
  static constexpr std::chrono::milliseconds max_connect_time{5'000};

  /// Returns nothing if the library has no memory for it. Never uses a
  /// connection that exists: each dial is checked by the guard anew.
  /// @param endpoint, guard, share must outlive the dial; `of` is what `subject_of` returns.
  static std::unique_ptr<http_dial> make(const http_endpoint& endpoint, const network_guard& guard,
                                         CURLSH* share, std::chrono::milliseconds timeout,
                                         void* of);
  ~http_dial();

  http_dial(const http_dial&) = delete;
  http_dial& operator=(const http_dial&) = delete;

  /// Begins. The dial leaves the multi handle by itself when it is destroyed,
  /// and a connection that still belongs to it is closed then.
  CURLMcode begin(CURLM* in);

  static void* subject_of(CURL* handle);

  CURL* handle() const { return easy_.get(); }

  /// Returns what the guard said, or why there was no socket; else empty.
  const std::string& refusal() const { return refusal_; }
  /// Whether the process could not have another socket.
  bool lacked_socket() const { return lacked_socket_; }
  /// Returns the library's own words for what went wrong; may be empty.
  std::string_view complaint() const { return complaint_; }
  /// Returns the `errno` of a connect that failed, else 0.
  int os_error() const;

private:
  http_dial(curl_easy easy, const network_guard& guard) : easy_(std::move(easy)), guard_(guard) {}

  void set_up_connection(const http_endpoint& endpoint, CURLSH* share,
                         std::chrono::milliseconds timeout);
  void set_up_security(const http_endpoint& endpoint);

  /// Remembers whether any option could not be set: a handle without its guard must not be used.
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK)
      sound_ = false;
  }

  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* to);
  curl_socket_t new_socket(const curl_sockaddr& to);

  curl_easy easy_;
  CURLM* in_ = nullptr;
  const network_guard& guard_;
  bool sound_ = true;
  std::string refusal_;
  bool lacked_socket_ = false;
  char complaint_[CURL_ERROR_SIZE] = "";
};

} // namespace fanfare
