#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_peer.hpp"

#include <proton/connection.hpp>
#include <proton/connection_options.hpp>

namespace fanfare {

/// Says how a connection is opened: who we are, how that is proved, how it is
/// protected. Throws `proton::error` if a file with certificates cannot be used.
proton::connection_options opening_options(const amqp_peer& at);

/// Returns the dialect of the broker that has opened a connection.
amqp_dialect dialect_of(const proton::connection& opened, const amqp_broker& with);

} // namespace fanfare
