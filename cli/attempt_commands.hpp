#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare event tail`: attempts as they are made.
command event_tail_command();

/// `fanfare event listener attempts`: those of one listener, of late.
command listener_attempts_command();

} // namespace fanfare
