#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare event listener amqp`: create and update.
section listener_amqp_section();

} // namespace fanfare
