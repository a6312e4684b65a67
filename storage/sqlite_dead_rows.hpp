#pragma once

#include "storage/dead_letters.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/sqlite_work.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fanfare {

/// A row of the table of dead letters.
struct dead_row {
  std::int64_t row;
  std::int64_t event;
  bool has_listener;
  dead_letter letter;
};

/// Reads the newest of those that a filter names, at most `most`.
/// @param after the id to go on after; empty: from the newest.
std::vector<dead_row> select_dead(sqlite_work& work, const sqlite_database& in,
                                  const dead_filter& which, std::size_t most,
                                  std::string_view after);

/// Counts those that a filter names.
dead_tally count_dead(sqlite_work& work, const sqlite_database& in, const dead_filter& which);

} // namespace fanfare
