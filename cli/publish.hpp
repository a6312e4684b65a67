#pragma once

#include "fanfare/event.hpp"

#include "cli/grammar.hpp"

namespace fanfare {

/// Returns `fanfare publish`.
command publish_command();

/// Reads the reports of a file or of standard input: NDJSON, or one JSON
/// document (an object or an array of objects) over as many lines as it likes.
/// Which of them it is shows by what it can be read as; of a text that is
/// neither, the failure is told of what its first line looks like.
result<std::vector<report>> reports_in(std::string_view text, const report_limits& limits);

} // namespace fanfare
