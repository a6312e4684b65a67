#include "storage/sqlite_parked.hpp"

#include <string>

namespace fanfare {

namespace {

// SQLite uses the index of ordered rows only where a query says that the key is not empty.

/// Holds the rows of the event that was the earliest before this one came.
void hold_the_next(sqlite_work& work, const parked_row& after) {
  work.execute("UPDATE parked SET due = ?4 WHERE lane = ?1 AND order_key = ?2 AND order_key <> ''"
               " AND event = (SELECT min(event) FROM parked WHERE lane = ?1 AND order_key = ?2"
               " AND order_key <> '' AND event > ?3)",
               after.listener, after.order_key, after.event, held_due);
}

void release_the_next(sqlite_work& work, std::string_view listener, std::string_view order_key,
                      std::int64_t now) {
  work.execute("UPDATE parked SET due = ?3 WHERE lane = ?1 AND order_key = ?2 AND order_key <> ''"
               " AND event = (SELECT min(event) FROM parked WHERE lane = ?1 AND order_key = ?2"
               " AND order_key <> '') AND due = ?4",
               listener, order_key, now, held_due);
}

bool comes_later(sqlite_work& work, const parked_row& what) {
  return !what.order_key.empty() &&
         work.number("SELECT 1 FROM parked WHERE lane = ?1 AND order_key = ?2 AND order_key <> ''"
                     " AND event < ?3 LIMIT 1",
                     0, what.listener, what.order_key, what.event) == 1;
}

std::int64_t failed_at(const parked_row& what, std::int64_t now) {
  return what.attempts > 0 ? now : 0;
}

} // namespace

bool park_row(sqlite_work& work, const parked_row& what, std::int64_t now) {
  const auto later = comes_later(work, what);
  const auto added =
      work.execute("INSERT INTO parked(lane, event, part, due, attempts, last_error, order_key,"
                   " first_failed, replayed) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9"
                   " WHERE EXISTS(SELECT 1 FROM listeners WHERE id = ?1)"
                   " ON CONFLICT DO NOTHING",
                   what.listener, what.event, what.part, later ? held_due : what.due, what.attempts,
                   what.last_error, what.order_key, failed_at(what, now), what.replayed);
  if (added != 0 && !later && !what.order_key.empty())
    hold_the_next(work, what);
  return added != 0;
}

void repark_row(sqlite_work& work, const parked_row& what, std::int64_t now) {
  work.execute("UPDATE parked SET attempts = ?5, last_error = ?6,"
               " first_failed = CASE WHEN first_failed = 0 THEN ?7 ELSE first_failed END,"
               " due = CASE WHEN order_key <> '' AND EXISTS(SELECT 1 FROM parked AS earlier"
               " WHERE earlier.lane = ?1 AND earlier.order_key = parked.order_key"
               " AND earlier.order_key <> '' AND earlier.event < ?2) THEN ?8 ELSE ?4 END"
               " WHERE lane = ?1 AND event = ?2 AND part = ?3",
               what.listener, what.event, what.part, what.due, what.attempts, what.last_error,
               failed_at(what, now), held_due);
}

std::optional<unparked_row> unpark_row(sqlite_work& work, std::string_view listener,
                                       std::int64_t event, std::string_view part,
                                       std::int64_t now) {
  std::optional<unparked_row> gone;
  std::string order_key;
  {
    auto rows = work.query("DELETE FROM parked WHERE lane = ?1 AND event = ?2 AND part = ?3"
                           " RETURNING order_key, first_failed",
                           listener, event, part);
    while (rows.next()) {
      order_key = rows.text(0);
      gone = unparked_row{rows.integer(1)};
    }
  }
  if (!order_key.empty())
    release_the_next(work, listener, order_key, now);
  return gone;
}

} // namespace fanfare
