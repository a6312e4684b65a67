#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare stats`: what the store holds and who works on it.
command stats_command();

} // namespace fanfare
