#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare event show`: what became of one event.
command event_show_command();

} // namespace fanfare
