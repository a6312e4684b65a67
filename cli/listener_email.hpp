#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare event listener email`: create and update.
section listener_email_section();

} // namespace fanfare
