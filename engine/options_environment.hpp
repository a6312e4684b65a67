#pragma once

#include "engine/options_table.hpp"

namespace fanfare {

/// Puts every `FANFARE_SECTION_KEY` of an environment into its place. A
/// variable that names a section but none of its keys is an error, with a
/// suggestion; all others are left alone. Notes in `store_named` whether one
/// of them named the store, and the origin of each key.
/// @param environment `NAME=VALUE` each, ending with null, as `environ` is.
result<void> apply_environment(options& into, option_origins& origins,
                               const char* const* environment);

} // namespace fanfare
