#pragma once

#include "fanfare/event.hpp"

#include "storage/journal.hpp"

#include <cstddef>
#include <vector>

namespace fanfare {

/// Reports that may go into the journal.
struct accepted_reports {
  std::vector<new_event> events;
  std::size_t bytes = 0; ///< Of all bodies.
};

/// Validates what a producer publishes, all of it or none. Fails with
/// `errc::invalid_report`, naming the first bad one if there are several, and
/// `errc::too_large`.
result<accepted_reports> accept_reports(std::vector<report> reports, const report_limits& limits);

} // namespace fanfare
