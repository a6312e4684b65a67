#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare event listener http`: create and update.
section listener_http_section();

} // namespace fanfare
