#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// `fanfare filter`: payload filters, apart from listeners and stores.
section filter_section();

} // namespace fanfare
