#pragma once

#include "fanfare/options.hpp"
#include "fanfare/result.hpp"

#include "storage/store.hpp"

#include <string>

namespace fanfare {

/// Returns the path of the file in which a node remembers over a crash what it
/// had delivered: in `state_dir`, else beside the store if that is a file, else
/// in $STATE_DIRECTORY, $XDG_STATE_HOME/fanfare or ~/.local/state/fanfare.
/// Empty: the store dies with the process, and nothing is remembered.
/// Fails with `errc::invalid_options` if there is no such directory to be named.
result<std::string> outcome_file(const options& how, const store_place& of);

} // namespace fanfare
