#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare dead`: list, show, replay and drop.
section dead_section();

} // namespace fanfare
