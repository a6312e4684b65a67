#pragma once

#include "fanfare/engine.hpp"
#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace fanfare {

/// How much of the machine the clients may take. Meant for tests to change.
struct server_limits {
  /// Connections open at once. Beyond them nothing is accepted until one ends.
  std::size_t connections = 1024;
  /// Bodies in memory at once, in bytes. Beyond them a publish is answered 503.
  std::size_t body_bytes = 512 * 1024 * 1024;
  /// How long a client may keep silent, and take for a head, a body, an answer.
  std::chrono::milliseconds patience{30'000};
};

/// The HTTP door of an engine, on a thread of its own:
/// - `POST /v1/events` publishes: 202 with the ids once the reports are
///   durable; 400, 413, 415 when the request is at fault; 503 with Retry-After
///   when it is worth trying again.
/// - `GET /livez` is 200 while the thread runs, `GET /readyz` tells the
///   engine's condition.
/// - `GET /metrics` is what Prometheus scrapes.
/// Errors are problem details (RFC 9457). Requests of one connection are
/// answered one by one, in their order; those of different ones at any time.
///
/// Thread safety: all members may be called from any thread, but `stop` and
/// the destructor not from a callback of the engine.
class http_server {
public:
  /// Listens on `how.listen` and answers until it is stopped.
  /// Fails with `errc::invalid_options`, naming the address, when it cannot be
  /// listened on, or when other machines could reach it.
  /// @param to outlives this object.
  static result<std::unique_ptr<http_server>> start(engine& to, const options& how,
                                                    server_limits bounds = {});
  /// Whether an address could be listened on, if nobody else has it.
  /// Fails with `errc::invalid_options` as `start` would.
  static result<void> check_address(const std::string& text);

  /// Stops.
  ~http_server();

  /// Returns host:port as it is, also where port 0 was asked for.
  std::string address() const;

  /// From now on publishes are answered 503 and /readyz says no; the rest goes on.
  void refuse_publishes();

  /// Takes no more connections, gives the requests under way up to two seconds
  /// to be answered and closes all. A second call does nothing. Blocks.
  void stop();

private:
  struct impl;
  explicit http_server(std::unique_ptr<impl> state);
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
