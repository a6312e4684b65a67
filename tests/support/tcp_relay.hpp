#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace fanfare::test {

/// Passes bytes on between those who connect to it, at a free port of 127.0.0.1, and
/// a server: so a test can cut what it does not own, or let it fall silent.
/// Thread safety: all members may be called from any thread.
class tcp_relay {
public:
  tcp_relay(std::string host, std::uint16_t port);
  /// Ends all connections.
  ~tcp_relay();

  tcp_relay(const tcp_relay&) = delete;
  tcp_relay& operator=(const tcp_relay&) = delete;

  std::uint16_t port() const { return port_; }

  /// Cuts all connections, once, when so many more bytes have gone to the server.
  /// Who connects later is served.
  void cut_after(std::size_t bytes);
  std::size_t cuts() const;
  /// From now on nothing is passed on, nor is any connection ended.
  void hold();

private:
  void run();
  void take_in();
  /// Returns false when one of the two ends is gone.
  bool pass_on(int from);
  void end(int which);
  void cut_all();
  bool is_due_to_cut(std::size_t bytes);

  const std::string host_;
  const std::uint16_t server_port_;
  int listening_ = -1;
  int wake_ = -1; ///< An eventfd.
  std::uint16_t port_ = 0;

  mutable std::mutex mutex_; ///< Guards what follows.
  bool ends_ = false;
  bool holds_ = false;
  std::size_t left_ = 0; ///< Bytes until it cuts; 0: it does not.
  std::size_t cuts_ = 0;

  // -- the thread alone ------------------------------------------------------------

  struct other_end {
    int file;
    bool is_server;
  };
  std::map<int, other_end> open_; ///< Each connected socket, and where its bytes go.

  std::thread thread_;
};

} // namespace fanfare::test
