#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Return `fanfare event listener create` and `update`: for notifiers of any
/// type, their configuration given as JSON.
command listener_create_command();
command listener_update_command();

} // namespace fanfare
