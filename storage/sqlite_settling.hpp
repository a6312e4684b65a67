#pragma once

#include "storage/journal.hpp"
#include "storage/sqlite_database.hpp"
#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <functional>
#include <set>
#include <string>
#include <unordered_map>

namespace fanfare {

/// Carries out one settlement inside a transaction. An event that is settled
/// already, or gone, is passed over with its parks and dead, so that the same
/// settlement may be written twice.
class sqlite_settling {
public:
  sqlite_settling(const sqlite_database& in, sqlite_work& work);

  void carry_out(const settlement& what);

  const counter_changes& changes() const { return changes_; }

private:
  /// Events to be settled here of which something is kept, and how much.
  using kept_deliveries = std::unordered_map<std::int64_t, std::int64_t>;

  kept_deliveries unsettled_among(const std::vector<event_id>& events);
  void park(const parked_delivery& what, kept_deliveries& kept);
  void bury(const dead_delivery& what, kept_deliveries& kept);
  void settle(std::int64_t position, std::int64_t references);
  void finish(const retry_outcome& what);
  void insert_dead(std::int64_t position, const dead_delivery& what, std::string_view listener,
                   std::string_view part);

  const sqlite_database& in_;
  sqlite_work& work_;
  std::int64_t now_;
  std::set<std::string, std::less<>> lanes_;
  counter_changes changes_;
};

} // namespace fanfare
