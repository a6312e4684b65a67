#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare serve`: an engine and its HTTP door, until SIGTERM or
/// SIGINT. The first signal stops intake, gives the attempts under way ten
/// seconds and ends with exit code 0; a second one ends the process at once.
command serve_command();

} // namespace fanfare
