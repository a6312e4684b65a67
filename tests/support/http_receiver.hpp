#pragma once

#include "tests/support/tls_identity.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace fanfare::test {

/// One request as it came in.
struct received_request {
  std::string method;
  std::string target;
  std::string version;
  std::vector<std::pair<std::string, std::string>> headers; ///< As written, in their order.
  std::string body;
  std::size_t connection = 0; ///< On which connection, counted from 0.

  /// Returns a header's value, whatever the case of its name; empty if it is not there.
  std::string header(std::string_view name) const;
};

/// What a receiver does once a request is in: writes `head`, then `repeat` for
/// ever if there is one, then `after`.
struct reply {
  enum class ending : std::uint8_t { keep_alive, close, reset, hang };

  std::string head = {};
  std::string repeat = {};
  std::chrono::milliseconds pace{0}; ///< Between the bytes of `head`; 0: all at once.
  ending after = ending::keep_alive;

  /// @param headers lines that end in CRLF each.
  static reply with(int status, std::string_view headers = {}, std::string_view body = {});
  static reply silence() { return {.after = ending::hang}; }
  static reply hang_up() { return {.after = ending::close}; }
  static reply reset() { return {.after = ending::reset}; }
  static reply raw(std::string bytes) { return {.head = std::move(bytes), .after = ending::close}; }
};

/// An HTTP/1.1 receiver on a free port of 127.0.0.1, in this process. A thread
/// per connection: fit for dozens of them.
/// Thread safety: all members may be called from any thread.
class http_receiver {
public:
  /// Decides on the answer to a request. Called from several threads at once.
  using script = std::function<reply(const received_request&)>;

  explicit http_receiver(script answers = {}, const tls_identity* identity = nullptr);
  /// Ends all connections, hanging ones too.
  ~http_receiver();

  http_receiver(const http_receiver&) = delete;
  http_receiver& operator=(const http_receiver&) = delete;

  std::uint16_t port() const { return port_; }
  /// Returns `http://127.0.0.1:<port><path>`, or https with an identity.
  std::string url(std::string_view path = "/hook") const;

  std::vector<received_request> requests() const;
  /// Returns how many connections were accepted.
  std::size_t connections() const;
  /// Waits until `count` requests are in; false if they are not within 20 s.
  bool wait_for_requests(std::size_t count) const;

private:
  class connection;

  void accept_all();
  void serve(connection& with, std::size_t number);
  bool write(connection& with, const reply& what);
  bool pause(std::chrono::milliseconds how_long);

  script answers_;
  const tls_identity* identity_;
  int listening_ = -1;
  std::uint16_t port_ = 0;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<int> open_;
  std::size_t accepted_ = 0;
  std::vector<received_request> requests_;
  std::vector<std::thread> serving_;

  std::thread accepting_;
};

} // namespace fanfare::test
