#pragma once

#include "storage/sqlite_work.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace fanfare {

// The rows of parked deliveries: whoever writes them goes through these, so
// that of each order key only the rows of its earliest event are due.

/// The due time of a delivery that is held behind another: never.
inline constexpr std::int64_t held_due = std::numeric_limits<std::int64_t>::max();

/// A delivery to be parked. Times are in Unix time, in ms.
struct parked_row {
  std::string_view listener;
  std::int64_t event = 0;
  std::string_view part = {};
  std::int64_t due = 0;
  std::uint32_t attempts = 0;
  std::string_view last_error = {};
  std::string_view order_key = {};
  std::int64_t replayed = 0; ///< When it became due by a replay; 0: it was never dead.
};

/// Parks a delivery. Returns false, and does nothing, if it is parked already
/// or its listener is not there.
bool park_row(sqlite_work& work, const parked_row& what, std::int64_t now);

/// Parks one anew that is parked; nothing happens if it is not. Its order key stays.
void repark_row(sqlite_work& work, const parked_row& what, std::int64_t now);

/// What is known of a delivery that was parked.
struct unparked_row {
  std::int64_t first_failed = 0; ///< When its first attempt had failed; 0: none has.
};

/// Takes one out, and makes due at once what waited behind it. None: it was not parked.
std::optional<unparked_row> unpark_row(sqlite_work& work, std::string_view listener,
                                       std::int64_t event, std::string_view part, std::int64_t now);

} // namespace fanfare
