#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fanfare {

/// What a receiver of the demo does with its connections.
struct demo_manners {
  std::function<void(int connection)> opened = {};
  /// Takes what it can use off the front of what a connection has sent so far.
  std::function<void(int connection, std::string& received)> grown = {};
  std::function<void(int connection)> closed = {};
};

/// A free port on loopback, and all connections to it on one thread: what a
/// demo sends is little. Lives as long as the process.
class demo_door {
public:
  /// Returns nothing if the system has no port to give.
  static std::optional<demo_door> open();

  unsigned port() const { return port_; }
  /// Gives the port back, for somebody else to have.
  void close() const;
  [[noreturn]] void serve(const demo_manners& manners);

  /// Sends an answer.
  static void answer(int connection, std::string_view text);

private:
  demo_door(int descriptor, unsigned port) : descriptor_(descriptor), port_(port) {}

  void accept_one(const demo_manners& manners);
  void read_some(int connection, const demo_manners& manners);

  int descriptor_;
  unsigned port_;
  std::map<int, std::string> connections_;
};

} // namespace fanfare
