#pragma once

#include <cstddef>
#include <deque>

namespace fanfare {

class amqp_exchange;

/// What is under way over one connection, sent and not settled. It is bounded in
/// bytes, for Proton copies each message. An exchange that finds no room stands in
/// line, and those who come later stand behind it. One message is always let
/// through, however large.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_load {
public:
  /// Bytes of reports, of one exchange and of all.
  static constexpr std::size_t most_of_one = 8U << 20U;
  static constexpr std::size_t most = 64U << 20U;

  /// Whether an exchange may send a report of so many bytes; if not for the others'
  /// sake, it stands in line from now on. @param own what it has under way
  bool admits(amqp_exchange& who, std::size_t own, std::size_t bytes);

  void add(std::size_t bytes);
  void remove(std::size_t bytes);
  std::size_t messages() const { return messages_; }
  std::size_t bytes() const { return bytes_; }

  std::size_t waiting() const { return line_.size(); }
  /// Lets the first in line try again: it is admitted as far as there is room, until
  /// the next call. One that finds no room for its first report stays the first: then, and
  /// if nobody waits, this returns null.
  amqp_exchange* call_next();
  /// Ends the turn of whoever was called.
  void end_turn() { called_ = nullptr; }
  /// Forgets an exchange.
  void leave(const amqp_exchange& who);

private:
  std::size_t messages_ = 0;
  std::size_t bytes_ = 0;
  std::deque<amqp_exchange*> line_;
  amqp_exchange* called_ = nullptr;
  bool called_has_sent_ = false; ///< Since it was called.
};

} // namespace fanfare
