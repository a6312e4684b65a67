#include "storage/sqlite_listeners.hpp"

#include "storage/sqlite_parked_lanes.hpp"
#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

namespace fanfare {

namespace {

constexpr std::string_view current_version = "SELECT listeners_version FROM counters";

/// @pre the row's columns from `first` on are id, name, type, enabled, json.
stored_listener listener_in(const sqlite_rows& row, int first = 0) {
  return {.id = std::string{row.text(first)},
          .name = std::string{row.text(first + 1)},
          .notifier_type = std::string{row.text(first + 2)},
          .claimable = row.integer(first + 3) != 0,
          .json = std::string{row.text(first + 4)}};
}

std::optional<stored_listener> find_by(sqlite_work& work, std::string_view sql,
                                       std::string_view value) {
  auto rows = work.query(sql, value);
  if (!rows.next())
    return std::nullopt;
  return listener_in(rows);
}

std::optional<stored_listener> find_by_id(sqlite_work& work, std::string_view id) {
  return find_by(work, "SELECT id, name, type, enabled, json FROM listeners WHERE id = ?1", id);
}

std::optional<stored_listener> find_by_name(sqlite_work& work, std::string_view name) {
  return find_by(work,
                 "SELECT id, name, type, enabled, json FROM listeners"
                 " WHERE name = ?1 AND name <> ''",
                 name);
}

void note_change(sqlite_work& work, std::string_view id) {
  work.execute("UPDATE counters SET listeners_version = listeners_version + 1");
  const auto version = work.number(current_version, 0);
  work.execute("INSERT INTO listener_changes(version, id) VALUES(?1, ?2)", version, id);
  work.execute("DELETE FROM listener_changes WHERE version <= ?1",
               version - sqlite_listeners::changes_kept);
}

std::optional<error> conflict(const stored_listener& next,
                              const std::optional<std::string>& expected,
                              const std::optional<stored_listener>& current,
                              const std::optional<stored_listener>& same_name) {
  const auto refused = [](const std::string& why) { return error{errc::conflict, why}; };
  if (current && !expected)
    return refused("listener " + next.id + " exists already; change it, or choose another id");
  if (!current && expected)
    return refused("listener " + next.id + " was deleted by somebody else; create it again");
  if (current && current->json != *expected)
    return refused("listener " + next.id +
                   " was changed by somebody else; read it again, then decide");
  if (same_name && same_name->id != next.id)
    return refused("name " + next.name + " belongs to listener " + same_name->id +
                   "; choose another name");
  return std::nullopt;
}

void upsert(sqlite_work& work, const stored_listener& next) {
  work.execute("INSERT INTO listeners(id, name, type, enabled, json) VALUES(?1, ?2, ?3, ?4, ?5)"
               " ON CONFLICT(id) DO UPDATE SET name = excluded.name, type = excluded.type,"
               " enabled = excluded.enabled, json = excluded.json",
               next.id, next.name, next.notifier_type, next.claimable, next.json);
}

} // namespace

result<listener_set> sqlite_listeners::load() {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  listener_set found;
  found.version = static_cast<std::uint64_t>(work.number(current_version, 0));
  {
    auto rows = work.query("SELECT id, name, type, enabled, json FROM listeners ORDER BY made");
    while (rows.next())
      found.all.push_back(listener_in(rows));
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<listener_edits> sqlite_listeners::edits_since(std::uint64_t version) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  listener_edits found;
  const auto seen = static_cast<std::int64_t>(version);
  const auto now = work.number(current_version, 0);
  const auto oldest =
      work.number("SELECT version FROM listener_changes ORDER BY version LIMIT 1", now + 1);
  found.version = static_cast<std::uint64_t>(now);
  found.complete = seen == now || (seen < now && oldest <= seen + 1);
  if (found.complete) {
    auto rows = work.query(
        "SELECT c.id, s.id, s.name, s.type, s.enabled, s.json"
        " FROM (SELECT id, max(version) AS last FROM listener_changes"
        " WHERE version > ?1 GROUP BY id) c LEFT JOIN listeners s ON s.id = c.id ORDER BY c.last",
        seen);
    while (rows.next()) {
      listener_edit edit{std::string{rows.text(0)}, std::nullopt};
      if (!rows.is_null(1))
        edit.now = listener_in(rows, 1);
      found.edits.push_back(std::move(edit));
    }
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::optional<stored_listener>> sqlite_listeners::find(std::string_view id_or_name) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  auto found = find_by_id(work, id_or_name);
  if (!found)
    found = find_by_name(work, id_or_name);
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<void> sqlite_listeners::put(const stored_listener& next,
                                   const std::optional<std::string>& expected) {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  const auto current = find_by_id(work, next.id);
  const auto same_name = find_by_name(work, next.name);
  const auto refused = conflict(next, expected, current, same_name);
  if (!refused) {
    upsert(work, next);
    note_change(work, next.id);
    refresh_lane(work, next.id);
  }
  if (auto done = work.commit(); !done)
    return done;
  if (refused)
    return *refused;
  return {};
}

result<std::uint64_t> sqlite_listeners::erase(std::string_view id) {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  counter_changes changes;
  const auto erased = work.execute("DELETE FROM listeners WHERE id = ?1", id);
  if (erased != 0) {
    changes = drop_parked(work, id);
    work.execute("DELETE FROM listener_states WHERE id = ?1", id);
    work.execute("DELETE FROM quarantine WHERE id = ?1", id);
    note_change(work, id);
    refresh_lane(work, id);
    apply(changes, work);
  }
  if (auto done = work.commit(); !done)
    return done.error();
  if (erased == 0)
    return error{errc::not_found, "there is no listener " + std::string{id}};
  return static_cast<std::uint64_t>(-changes.parked);
}

} // namespace fanfare
