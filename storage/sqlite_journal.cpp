#include "storage/sqlite_journal.hpp"

#include "storage/sqlite_settling.hpp"
#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <algorithm>

namespace fanfare {

namespace {

/// Gives each event the next position. SQLite remembers the largest one ever
/// used: neither deletes nor a clock that was set back bring one back.
std::vector<event_id> append(sqlite_work& work, const sqlite_database& in,
                             const std::vector<new_event>& events) {
  std::vector<event_id> ids;
  if (events.empty())
    return ids;
  const auto last = work.number("SELECT seq FROM sqlite_sequence WHERE name = 'journal'", 0);
  auto position = std::max(last + 1, first_position(in.now()));
  ids.reserve(events.size());
  for (const auto& x : events) {
    work.execute("INSERT INTO journal(position, key, body) VALUES(?1, ?2, ?3)", position, x.key,
                 sqlite_blob{x.body});
    ids.push_back(in.id_of(position++));
  }
  return ids;
}

} // namespace

result<std::vector<event_id>> sqlite_journal::write(const write_group& group) {
  if (group.appends.empty() && group.settles.empty())
    return std::vector<event_id>{};
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  sqlite_settling settling{in_, work};
  auto ids = append(work, in_, group.appends);
  settling.carry_out(group.settles);
  auto changes = settling.changes();
  changes.unsettled += static_cast<std::int64_t>(ids.size());
  apply(changes, work);
  if (auto done = work.commit(); !done)
    return done.error();
  return ids;
}

result<journal_batch> sqlite_journal::read(const std::optional<event_id>& after, read_limit limit) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  journal_batch batch;
  batch.listeners_version =
      static_cast<std::uint64_t>(work.number("SELECT listeners_version FROM counters", 0));
  // With nothing unsettled the query would walk all that is parked or dead.
  if (work.number("SELECT unsettled FROM counters", 0) != 0) {
    auto rows =
        work.query("SELECT position, body FROM journal WHERE position > ?1 AND refs = 0"
                   " ORDER BY position LIMIT ?2",
                   after ? position_up_to(*after) : std::int64_t{-1}, sqlite_limit(limit.events));
    std::size_t bytes = 0;
    auto fits = true;
    while (fits && rows.next()) {
      const auto body = rows.text(1);
      bytes += body.size();
      fits = bytes <= limit.bytes || batch.entries.empty();
      if (fits)
        batch.entries.push_back({in_.id_of(rows.integer(0)), std::string{body}});
    }
    batch.at_end = fits && batch.entries.size() < limit.events;
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return batch;
}

result<std::optional<stored_event>> sqlite_journal::find(const event_id& which) {
  std::optional<stored_event> found;
  const auto position = in_.position_of(which);
  if (!position)
    return found;
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  {
    auto rows = work.query("SELECT body, refs FROM journal WHERE position = ?1", *position);
    if (rows.next())
      found = stored_event{std::string{rows.text(0)}, rows.integer(1) > 0};
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::uint64_t> sqlite_journal::change_mark() {
  // SQLite tells a connection of other connections' writes only, which is why
  // the reading one is asked. In memory there is one connection, which counts its own.
  if (in_.has_one_connection())
    return in_.writer().rows_changed();
  return read_counter(in_.reader(), "PRAGMA data_version");
}

result<std::uint64_t> sqlite_journal::unsettled() {
  return read_counter(in_.reader(), "SELECT unsettled FROM counters");
}

result<std::uint64_t> sqlite_journal::referenced() {
  return read_counter(in_.reader(), "SELECT referenced FROM counters");
}

} // namespace fanfare
