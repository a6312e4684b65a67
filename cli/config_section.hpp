#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare config`: what is configured, whether it is right, and what Pulp had.
section config_section();

} // namespace fanfare
