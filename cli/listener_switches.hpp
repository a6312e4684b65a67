#pragma once

#include "cli/grammar.hpp"

#include <cstdint>

namespace fanfare {

/// Return `fanfare event listener enable`, `disable`, `pause` and `resume`.
command listener_enable_command();
command listener_disable_command();
command listener_pause_command();
command listener_resume_command();

/// Says on `to.err` how many deliveries went that waited for a listener, if any did.
void tell_dropped(std::uint64_t deliveries, console& to);

} // namespace fanfare
