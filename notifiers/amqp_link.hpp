#pragma once

#include "notifiers/amqp_peer.hpp"

#include <proton/message.hpp>
#include <proton/sender.hpp>
#include <proton/session.hpp>
#include <proton/tracker.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace fanfare {

/// A link to an exchange, in a session of its own: a fault of one exchange ends
/// its session, on some brokers with all that is in it. Ends with this object.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_link {
public:
  /// @param at outlives this object.
  explicit amqp_link(amqp_peer& at) : at_(at) {}
  ~amqp_link() { drop(); }

  amqp_link(const amqp_link&) = delete;
  amqp_link& operator=(const amqp_link&) = delete;

  /// Asks for it. What the broker says of its session goes to `owner` from now on.
  void open(const std::string& exchange, amqp_exchange& owner);
  void drop();
  bool is_asked_for() const { return session_.has_value(); }

  /// Takes note of what the broker said when it granted the link.
  void granted(const proton::sender& as);
  int credit() const { return link_.credit(); }
  /// Returns how large a message the broker takes, in bytes; 0: any.
  std::uint64_t largest() const { return largest_; }

  /// Sends a message that is known by this number from then on. Throws what Proton throws.
  void send(const proton::message& what, std::uint64_t number);
  /// Returns the number of the message that something is said about.
  static std::uint64_t number_of(const proton::tracker& which);

private:
  amqp_peer& at_;
  std::optional<proton::session> session_;
  proton::sender link_;
  std::uint64_t largest_ = 0;
};

} // namespace fanfare
