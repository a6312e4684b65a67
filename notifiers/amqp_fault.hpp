#pragma once

#include "notifiers/amqp_broker.hpp"
#include "notifiers/proton_depths.hpp"

#include <cstdint>
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

/// Whether it says that the exchange is not there (any more).
bool means_missing(const amqp_condition& why);

/// What the end of a connection or a session says of the messages under way.
enum class amqp_loss : std::uint8_t {
  unjudged,    ///< Nothing: the broker goes down, or was told to close it.
  unexplained, ///< It may have been one of them.
  reproached,  ///< It was one of them, most likely: the broker minds something that was sent.
};

/// Tells it by what the other side said when it ended a connection.
amqp_loss loss_of(const amqp_condition& said_by_broker);

/// Whether a session or link was ended over what its exchange is, or who may use
/// it, and not over a message.
bool is_about_exchange(const amqp_condition& said_by_broker);

} // namespace fanfare
