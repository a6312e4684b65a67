#include "storage/sqlite_quarantine.hpp"

#include "storage/sqlite_work.hpp"

namespace fanfare {

result<void> sqlite_quarantine::put(std::string_view id, std::string_view reason,
                                    std::string_view last_good) {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  work.execute("INSERT INTO quarantine(id, reason, since, last_good) VALUES(?1, ?2, ?3, ?4)"
               " ON CONFLICT(id) DO UPDATE SET reason = excluded.reason, last_good ="
               " CASE excluded.last_good WHEN '' THEN last_good ELSE excluded.last_good END",
               id, reason, in_.now(), last_good);
  return work.commit();
}

result<std::vector<quarantined_listener>> sqlite_quarantine::all() {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<quarantined_listener> found;
  {
    auto rows = work.query("SELECT id, reason, since, last_good FROM quarantine ORDER BY id");
    while (rows.next())
      found.push_back(
          {std::string{rows.text(0)}, std::string{rows.text(1)},
           std::chrono::system_clock::time_point{std::chrono::milliseconds{rows.integer(2)}},
           std::string{rows.text(3)}});
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<void> sqlite_quarantine::lift(std::string_view id) {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  work.execute("DELETE FROM quarantine WHERE id = ?1", id);
  return work.commit();
}

} // namespace fanfare
