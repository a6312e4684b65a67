#pragma once

#include <cstdint>
#include <string>
#include <thread>

namespace fanfare::test {

/// A server on a free port of 127.0.0.1 that says the same to everybody who
/// connects, at once, and nothing after it: no AMQP, at any rate. With nothing
/// to say it accepts connections and is silent.
class talking_server {
public:
  explicit talking_server(std::string greeting = {});
  /// Ends all connections.
  ~talking_server();

  talking_server(const talking_server&) = delete;
  talking_server& operator=(const talking_server&) = delete;

  std::uint16_t port() const { return port_; }

private:
  void serve();

  const std::string greeting_;
  int listening_ = -1;
  std::uint16_t port_ = 0;
  std::thread serving_;
};

/// Returns a port of 127.0.0.1 that nobody listens at.
inline std::uint16_t closed_port() {
  const talking_server gone;
  return gone.port();
}

} // namespace fanfare::test
