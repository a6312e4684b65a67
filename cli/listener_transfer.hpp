#pragma once

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare event listener export`.
command listener_export_command();

/// Returns `fanfare event listener import`.
command listener_import_command();

} // namespace fanfare
