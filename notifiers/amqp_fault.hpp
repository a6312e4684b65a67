#pragma once

#include "fanfare/notifier.hpp"

#include "notifiers/amqp_broker.hpp"
#include "notifiers/proton_depths.hpp"

#include <string>

namespace fanfare {

/// Writes a condition for people, as the other side named and described it.
std::string shown(const amqp_condition& what);

/// Says in words why there is no connection (any more): no secret of ours,
/// nothing unprintable. It goes on from the broker's address and a colon.
std::string connection_fault(const amqp_condition& what, const amqp_address& to);

/// Whether a session was ended because the broker goes down, which some say of each
/// session before they close the connection, or instead of it.
bool means_shutdown(const amqp_condition& said_by_broker);

/// What becomes of messages that were under way when the other side ended a
/// connection: a broker that goes down has not judged them, one that takes
/// offence at what was said to it may do so again.
verdict verdict_of_loss(const amqp_condition& said_by_broker);

} // namespace fanfare
