#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare event listener check`.
command listener_check_command();

} // namespace fanfare
