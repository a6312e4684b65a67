#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare store`: care of the store itself.
section store_section();

} // namespace fanfare
