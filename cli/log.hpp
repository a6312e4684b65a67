#pragma once

#include "fanfare/options.hpp"

namespace fanfare {

/// Returns what writes the program's log to standard error: a line for each
/// sentence, or one JSON object with `time`, `level` and `message`. What cannot
/// be written is dropped: nobody waits for a log, or ends with it.
log_sink log_to_stderr(log_level least, log_format how);

} // namespace fanfare
