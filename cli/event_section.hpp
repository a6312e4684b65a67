#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare event`: listeners, event types, and who gets what.
section event_section();

} // namespace fanfare
