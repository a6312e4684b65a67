#pragma once

#include "fanfare/notifier.hpp"

#include "messages/thread_watch.hpp"
#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_peer.hpp"

#include <memory>

namespace fanfare {

/// Delivers by AMQP 1.0 to topic exchanges, which are made if they are not
/// there. The event type is subject and routing key, the event's id the
/// message's, the same on every attempt. What the broker accepts is delivered,
/// what it rejects is a rejection, what it gives back is retried (unless RabbitMQ 4 says
/// so that no queue is bound); a broker that is not to be had leaves attempts unsent. One thread,
/// started by the first attempt: to check listeners it takes none.
/// @param broker without an address: it is not to be sent to.
/// @param watch hears when the thread failed and when it begins anew.
std::unique_ptr<notifier> make_amqp_notifier(amqp_broker broker, amqp_patience patience = {},
                                             thread_watch watch = {});

} // namespace fanfare
