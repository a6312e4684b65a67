#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns the hidden command `fanfare demo-queue`: takes what a queue of the
/// demo's RabbitMQ holds, again and again, as those who speak AMQP 0-9-1 read it
/// (by the management of `--port`), and prints for each message one JSON object
/// a line: `{"path":…,"id":…,"body":…,"status":200}`, where `path` is the
/// `--queue` and `id` the message-id. Ends with SIGTERM.
command demo_queue_command();

} // namespace fanfare
