#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_peer.hpp"

#include <string>

namespace fanfare {

/// What came of a try to reach the broker.
struct amqp_greeting {
  bool is_fine = false;
  /// Where it is, and what it takes us for or what went wrong there, with no secret in it.
  std::string said;
};

/// Opens a connection to the first of the broker's addresses that lets us in,
/// as the notifier would, and closes it again. Blocks: at each address at most
/// twice as long as `patience.connect`.
/// Thread safety: may be called from any thread. @pre `with` has an address
amqp_greeting greet(const amqp_broker& with, const amqp_patience& patience = {});

} // namespace fanfare
