#pragma once

#include "storage/sqlite_work.hpp"

#include <cstdint>

namespace fanfare {

/// What a transaction adds to the counters of a store; negative: takes away.
struct counter_changes {
  std::int64_t unsettled = 0;
  std::int64_t referenced = 0;
  std::int64_t parked = 0;
  std::int64_t dead = 0;

  bool operator==(const counter_changes&) const = default;
};

/// Adds them; costs nothing if there are none.
void apply(const counter_changes& changes, sqlite_work& work);

/// Takes one reference from a settled event and returns how many events left
/// the journal with it: one if it was the last, else none.
std::int64_t release_reference(sqlite_work& work, std::int64_t position);

/// Reads one counter.
/// @param sql a literal, `SELECT <counter> FROM counters`.
result<std::uint64_t> read_counter(sqlite_connection& on, std::string_view sql);

/// Writes down anew when the earliest delivery of a listener is due. To be
/// called in each transaction that changed its deliveries, its type or whether it is claimable.
void refresh_lane(sqlite_work& work, std::string_view listener);

} // namespace fanfare
