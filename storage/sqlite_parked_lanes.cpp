#include "storage/sqlite_parked_lanes.hpp"

#include "storage/sqlite_parked.hpp"
#include "storage/sqlite_retries.hpp"

#include <algorithm>

namespace fanfare {

counter_changes drop_parked(sqlite_work& work, std::string_view listener) {
  counter_changes changes;
  work.execute("UPDATE journal SET refs = refs - (SELECT count(*) FROM parked"
               " WHERE lane = ?1 AND event = journal.position)"
               " WHERE position IN (SELECT event FROM parked WHERE lane = ?1)",
               listener);
  {
    auto gone = work.query("DELETE FROM journal WHERE refs = 0"
                           " AND position IN (SELECT event FROM parked WHERE lane = ?1)"
                           " RETURNING length(body)",
                           listener);
    while (gone.next()) {
      --changes.referenced;
      changes.kept_bytes -= gone.integer(0);
    }
  }
  changes.parked -= work.execute("DELETE FROM parked WHERE lane = ?1", listener);
  return changes;
}

result<std::vector<std::string>> sqlite_retries::unclaimed(const std::vector<std::string>& types) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<std::string> found;
  {
    // From one lane to the next along the index: what is parked in each costs nothing.
    auto rows = work.query("WITH RECURSIVE each_lane(lane) AS"
                           " (SELECT min(lane) FROM parked UNION ALL"
                           " SELECT (SELECT min(lane) FROM parked WHERE lane > each_lane.lane)"
                           " FROM each_lane WHERE lane IS NOT NULL)"
                           " SELECT e.lane, l.type FROM each_lane e LEFT JOIN lanes l"
                           " ON l.lane = e.lane WHERE e.lane IS NOT NULL");
    while (rows.next())
      if (rows.is_null(1) || std::find(types.begin(), types.end(), rows.text(1)) == types.end())
        found.emplace_back(rows.text(0));
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::vector<waiting_delivery>>
sqlite_retries::overdue(std::string_view listener, std::chrono::milliseconds by, std::size_t most) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<waiting_delivery> found;
  const auto until = in_.now() - by.count();
  const auto take = [this, &found](sqlite_rows rows) {
    while (rows.next())
      found.push_back({in_.id_of(rows.integer(0)), std::string{rows.text(1)},
                       static_cast<std::uint32_t>(rows.integer(2)), std::string{rows.text(3)}});
  };
  take(work.query("SELECT event, part, attempts, last_error FROM parked"
                  " WHERE lane = ?1 AND due <= ?2 ORDER BY due LIMIT ?3",
                  listener, until, sqlite_limit(most)));
  take(work.query("SELECT event, part, attempts, last_error FROM parked"
                  " WHERE lane = ?1 AND event < ?2 AND due > ?3 AND order_key <> ''"
                  " ORDER BY event LIMIT ?4",
                  listener, first_position(until + 1), until, sqlite_limit(most - found.size())));
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::vector<waiting_report>> sqlite_retries::of_event(const event_id& which) {
  std::vector<waiting_report> found;
  const auto position = in_.position_of(which);
  if (!position)
    return found;
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  {
    auto rows = work.query("SELECT lane, part, attempts, due, last_error, order_key FROM parked"
                           " WHERE event = ?1 ORDER BY lane, part",
                           *position);
    while (rows.next()) {
      auto& one = found.emplace_back();
      one.listener_id = rows.text(0);
      one.part = rows.text(1);
      one.attempts = static_cast<std::uint32_t>(rows.integer(2));
      if (rows.integer(3) != held_due)
        one.due_at =
            std::chrono::system_clock::time_point{std::chrono::milliseconds{rows.integer(3)}};
      one.last_error = rows.text(4);
      one.order_key = rows.text(5);
    }
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::uint64_t> sqlite_retries::drop(std::string_view listener) {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  const auto changes = drop_parked(work, listener);
  refresh_lane(work, listener);
  apply(changes, work);
  if (auto done = work.commit(); !done)
    return done.error();
  return static_cast<std::uint64_t>(-changes.parked);
}

} // namespace fanfare
