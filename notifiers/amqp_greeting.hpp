#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_peer.hpp"

#include <string>
#include <vector>

namespace fanfare {

/// What came of a try to reach the broker.
struct amqp_greeting {
  bool is_fine = false;
  /// Where it is, and what it takes us for or what went wrong there, with no secret in it.
  std::string said;
};

/// Opens a connection to each of the broker's addresses, as the notifier would to the
/// first that lets it in, and closes it again. Returns what came of each, in their order.
/// Blocks: at each address at most twice as long as `patience.connect`.
/// Thread safety: may be called from any thread.
std::vector<amqp_greeting> greet(const amqp_broker& with, const amqp_patience& patience = {});

} // namespace fanfare
