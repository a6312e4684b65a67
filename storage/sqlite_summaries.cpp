#include "storage/sqlite_summaries.hpp"

namespace fanfare {

void apply(const counter_changes& changes, sqlite_work& work) {
  if (changes == counter_changes{})
    return;
  work.execute("UPDATE counters SET unsettled = unsettled + ?1, referenced = referenced + ?2,"
               " parked = parked + ?3, dead = dead + ?4, kept_bytes = kept_bytes + ?5",
               changes.unsettled, changes.referenced, changes.parked, changes.dead,
               changes.kept_bytes);
}

void release_reference(sqlite_work& work, std::int64_t position, counter_changes& changes) {
  if (work.execute("UPDATE journal SET refs = refs - 1 WHERE position = ?1 AND refs > 1",
                   position) != 0)
    return;
  auto rows = work.query(
      "DELETE FROM journal WHERE position = ?1 AND refs = 1 RETURNING length(body)", position);
  while (rows.next()) {
    --changes.referenced;
    changes.kept_bytes -= rows.integer(0);
  }
}

result<std::uint64_t> read_counter(sqlite_connection& on, std::string_view sql) {
  sqlite_work work{on, sqlite_work::kind::read};
  const auto count = work.number(sql, 0);
  if (auto done = work.commit(); !done)
    return done.error();
  return static_cast<std::uint64_t>(count);
}

void refresh_lane(sqlite_work& work, std::string_view listener) {
  work.execute("DELETE FROM lanes WHERE lane = ?1 AND NOT EXISTS(SELECT 1 FROM listeners s"
               " JOIN parked p ON p.lane = s.id WHERE s.id = ?1 AND s.enabled = 1)",
               listener);
  // Mostly nothing has changed, and then no page is written.
  work.execute("INSERT INTO lanes(lane, type, due)"
               " SELECT s.id, s.type, p.due FROM listeners s JOIN parked p ON p.lane = s.id"
               " WHERE s.id = ?1 AND s.enabled = 1 ORDER BY p.due LIMIT 1"
               " ON CONFLICT DO UPDATE SET type = excluded.type, due = excluded.due"
               " WHERE type <> excluded.type OR due <> excluded.due",
               listener);
}

} // namespace fanfare
