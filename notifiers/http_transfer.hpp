#pragma once

#include "fanfare/event.hpp"

#include "notifiers/curl_handles.hpp"
#include "notifiers/http_endpoint.hpp"
#include "notifiers/http_verdict.hpp"
#include "notifiers/network_guard.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace fanfare {

/// A handle that is set up for one endpoint once and then sends one event
/// after the other to it, one at a time.
class http_transfer {
public:
  /// How much of an answer is read: its head, then its body. Nobody needs them,
  /// but a connection can be used again only after an answer that has ended.
  static constexpr std::size_t max_head_bytes = 64 * 1024;
  static constexpr std::size_t max_body_bytes = 64 * 1024;
  static constexpr std::chrono::milliseconds max_connect_time{5'000};

  /// Returns nothing if the library has no memory for a handle.
  /// @param endpoint, headers, guard, share must outlive the transfer.
  static std::unique_ptr<http_transfer> make(const http_endpoint& endpoint, curl_slist* headers,
                                             const network_guard& guard, CURLSH* share);

  http_transfer(const http_transfer&) = delete;
  http_transfer& operator=(const http_transfer&) = delete;

  enum class connection : std::uint8_t { any, fresh };

  /// Makes the handle ready to send `what`, whose body must live until the
  /// transfer is over. Returns false, and must not be started, if memory is short.
  bool prepare(const event& what, std::chrono::milliseconds timeout, connection over);

  /// Whether it went over a connection kept from earlier that broke before any
  /// answer came: receivers close idle ones just when they are used again.
  /// Never true of a fresh one.
  bool lost_kept_connection(CURLcode code) const;

  /// Says how it went, but for the timeout. The texts in it live until the next `prepare`.
  http_ending ending(CURLcode code) const;

  CURL* handle() const { return easy_.get(); }

private:
  http_transfer(curl_easy easy, curl_slist* headers, const network_guard& guard)
      : easy_(std::move(easy)), guard_(guard), headers_(headers) {}

  void set_up_request(const http_endpoint& endpoint);
  void set_up_connection(CURLSH* share);
  void set_up_security(const http_endpoint& endpoint);
  void set_up_answer();

  /// Remembers whether any option could not be set: a handle without its guard must not be used.
  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy_.get(), option, value) != CURLE_OK)
      sound_ = false;
  }

  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* to);
  static int check_peer(void* self, char* peer, char* local, int peer_port, int local_port);
  static std::size_t read_head(char* text, std::size_t size, std::size_t count, void* self);
  static std::size_t drop_body(char* text, std::size_t size, std::size_t count, void* self);

  curl_easy easy_;
  const network_guard& guard_;
  curl_slist* headers_;
  bool sound_ = true;

  // -- of the event being sent ------------------------------------------------

  std::string id_header_;
  curl_slist id_node_{}; ///< In front of `headers_`, which all events of an endpoint share.
  std::string refusal_;
  std::size_t head_bytes_ = 0;
  std::size_t body_bytes_ = 0;
  bool head_complete_ = false;
  char complaint_[CURL_ERROR_SIZE] = "";
};

} // namespace fanfare
