#pragma once

#include "notifiers/amqp_uplink.hpp"
#include "notifiers/poll_set.hpp"

#include <cstdint>

namespace fanfare {

/// Keeps a poll set informed of what an uplink waits for.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_watch {
public:
  /// @param of, in outlive this object.
  amqp_watch(amqp_uplink& of, poll_set& in);

  /// To be called when the uplink may have another socket, or something to send.
  void look();
  amqp_uplink& uplink() { return of_; }

private:
  void watch(int file, void* subject);

  amqp_uplink& of_;
  poll_set& in_;
  std::uint64_t watched_ = 0; ///< The number of the connection whose socket is watched.
  bool is_watched_for_sending_ = false;
};

} // namespace fanfare
