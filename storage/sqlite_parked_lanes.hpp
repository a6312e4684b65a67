#pragma once

#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <string_view>

namespace fanfare {

/// Drops all that is parked for a listener, in sets: it may be a hundred
/// thousand. The caller applies the changes and refreshes the lane.
counter_changes drop_parked(sqlite_work& work, std::string_view listener);

} // namespace fanfare
