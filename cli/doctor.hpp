#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare doctor`: what is wrong, and what to do about it.
command doctor_command();

} // namespace fanfare
