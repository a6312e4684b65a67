#pragma once

#include "bench/measurement.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace fanfare::bench {

/// Sends `body` so many times to `amq.topic` of a RabbitMQ 3 with a Proton
/// container as its documentation shows it: one connection, one link, `window`
/// messages not settled. Returns what that cost, from the first message to the
/// last word of the broker; nothing if any was not accepted.
/// @param url with user and password.
std::optional<cost> raw_sender(const std::string& url, const std::string& body, std::size_t times,
                               std::size_t window);

} // namespace fanfare::bench
