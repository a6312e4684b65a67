#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns the hidden command `fanfare demo-mailbox`: a mail server on a free
/// loopback port that takes every mail and prints one JSON object a line: first
/// `{"port":…}`, then for each mail `{"path":…,"id":…,"body":…,"status":250}`,
/// where `path` is the address that it is for and `id` the event in its
/// Message-ID. Ends with SIGTERM.
command demo_mailbox_command();

} // namespace fanfare
