#pragma once

#include "notifiers/amqp_dialect.hpp"

#include <proton/sender.hpp>
#include <proton/sender_options.hpp>

#include <string>

namespace fanfare {

/// Says how a link to an exchange is asked for.
proton::sender_options attach_options(amqp_dialect in, const std::string& exchange);

/// Whether the answer to it refuses the link: then its end follows, with the reason.
bool is_refusal(amqp_dialect in, const proton::sender& answered);

/// Whether the link leads to an exchange, as far as the broker says. RabbitMQ
/// takes a plain name for a queue's, makes that, and swallows what is sent.
bool leads_to_exchange(amqp_dialect in, const proton::sender& answered);

} // namespace fanfare
