#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare demo`: the whole way from publish to receiver, with real
/// processes on this machine. Its exit code is 0 only if every report arrived
/// exactly as due.
command demo_command();

} // namespace fanfare
