#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns the hidden command `fanfare demo-receiver`: an HTTP/1.1 server on a
/// free loopback port that prints one JSON object a line: first
/// `{"port":…}`, then for every request
/// `{"path":…,"id":…,"body":…,"status":…}`, where `id` is its webhook-id.
/// `--refuse-first N` answers the first N requests with 503. Ends with SIGTERM.
command demo_receiver_command();

} // namespace fanfare
