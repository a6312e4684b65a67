#pragma once

#include "engine/options_table.hpp"

#include <vector>

namespace fanfare {

/// Returns the keys of `[messaging]`, which are part of the one table.
std::vector<option_key> messaging_option_keys();

} // namespace fanfare
