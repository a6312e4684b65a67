#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare dead replay`.
command dead_replay_command();

/// Returns `fanfare dead drop`.
command dead_drop_command();

} // namespace fanfare
