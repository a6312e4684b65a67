#include "storage/sqlite_schema.hpp"

#include "storage/sqlite_work.hpp"

#include <array>
#include <random>
#include <span>

namespace fanfare {

namespace {

/// "fnfr" in the header of the file tells a store from other programs' databases.
constexpr std::int64_t application = 0x666e6672;

// journal: an event is unsettled while `refs` is 0. Settled ones stay, with the
//   number of their parked and dead deliveries, until that would become 0 again.
// listeners: `enabled` is whether what waits may be claimed, so 0 of a paused one too.
// lanes: the earliest due of each listener that may be claimed; absent while
//   nothing is parked for it, or it is disabled or paused.
// counters: one row. Counting a journal would read all of its bodies.
constexpr std::array first_tables = {
    std::string_view{
        "CREATE TABLE schema(version INTEGER NOT NULL, installation INTEGER NOT NULL)"},
    std::string_view{"CREATE TABLE journal(position INTEGER PRIMARY KEY AUTOINCREMENT,"
                     " refs INTEGER NOT NULL DEFAULT 0, key TEXT NOT NULL, body BLOB NOT NULL)"},
    std::string_view{"CREATE TABLE parked(lane TEXT NOT NULL, event INTEGER NOT NULL,"
                     " part TEXT NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL,"
                     " last_error TEXT NOT NULL, PRIMARY KEY(lane, event, part)) WITHOUT ROWID"},
    std::string_view{"CREATE INDEX parked_due ON parked(lane, due)"},
    std::string_view{"CREATE TABLE lanes(lane TEXT PRIMARY KEY, type TEXT NOT NULL,"
                     " due INTEGER NOT NULL) WITHOUT ROWID"},
    std::string_view{"CREATE INDEX lanes_due ON lanes(type, due)"},
    std::string_view{"CREATE TABLE dead(id INTEGER PRIMARY KEY AUTOINCREMENT,"
                     " event INTEGER NOT NULL, lane TEXT NOT NULL, part TEXT NOT NULL,"
                     " reason TEXT NOT NULL, last_answer TEXT NOT NULL,"
                     " attempts INTEGER NOT NULL, died INTEGER NOT NULL)"},
    std::string_view{"CREATE TABLE listeners(made INTEGER PRIMARY KEY AUTOINCREMENT,"
                     " id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, type TEXT NOT NULL,"
                     " enabled INTEGER NOT NULL, json TEXT NOT NULL)"},
    std::string_view{"CREATE UNIQUE INDEX listeners_name ON listeners(name) WHERE name <> ''"},
    std::string_view{"CREATE TABLE listener_changes(version INTEGER PRIMARY KEY,"
                     " id TEXT NOT NULL)"},
    std::string_view{"CREATE TABLE nodes(name TEXT PRIMARY KEY, pid INTEGER NOT NULL,"
                     " heartbeat INTEGER NOT NULL) WITHOUT ROWID"},
    std::string_view{"CREATE TABLE node_types(node TEXT NOT NULL, type TEXT NOT NULL,"
                     " PRIMARY KEY(node, type)) WITHOUT ROWID"},
    std::string_view{"CREATE TABLE counters(listeners_version INTEGER NOT NULL,"
                     " unsettled INTEGER NOT NULL, referenced INTEGER NOT NULL,"
                     " parked INTEGER NOT NULL, dead INTEGER NOT NULL)"},
    std::string_view{"INSERT INTO counters VALUES(0, 0, 0, 0, 0)"},
    std::string_view{"PRAGMA application_id = 1718511218"},
};
static_assert(application == 1718511218);

// listener_states, quarantine: by listener, apart from the listeners' own table,
//   whose version they must not change.
constexpr std::array second_tables = {
    std::string_view{"CREATE TABLE listener_states(id TEXT PRIMARY KEY, json TEXT NOT NULL)"
                     " WITHOUT ROWID"},
    std::string_view{"CREATE TABLE quarantine(id TEXT PRIMARY KEY, reason TEXT NOT NULL,"
                     " since INTEGER NOT NULL, last_good TEXT NOT NULL) WITHOUT ROWID"},
    std::string_view{"CREATE TABLE seen_types(name TEXT PRIMARY KEY) WITHOUT ROWID"},
};

// counters.kept_bytes: of the bodies of settled events.
// parked: of each order key only the rows of the earliest event are ever due (sqlite_parked.hpp).
constexpr std::array third_tables = {
    std::string_view{"ALTER TABLE parked ADD COLUMN order_key TEXT NOT NULL DEFAULT ''"},
    std::string_view{"ALTER TABLE parked ADD COLUMN first_failed INTEGER NOT NULL DEFAULT 0"},
    std::string_view{"CREATE INDEX parked_order ON parked(lane, order_key, event)"
                     " WHERE order_key <> ''"},
    std::string_view{"ALTER TABLE dead ADD COLUMN type TEXT NOT NULL DEFAULT ''"},
    std::string_view{"ALTER TABLE dead ADD COLUMN first_failed INTEGER NOT NULL DEFAULT 0"},
    std::string_view{"UPDATE dead SET type = coalesce((SELECT CASE WHEN json_valid(report) THEN"
                     " coalesce(report ->> 'event_type', report ->> 'type') END"
                     " FROM (SELECT CAST(body AS TEXT) AS report FROM journal"
                     " WHERE position = dead.event)), '')"},
    std::string_view{"CREATE INDEX dead_of ON dead(lane, died)"},
    std::string_view{"ALTER TABLE counters ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0"},
    std::string_view{"UPDATE counters SET kept_bytes ="
                     " (SELECT coalesce(sum(length(body)), 0) FROM journal WHERE refs > 0)"},
};

// starts: one row: the node that runs, or ran when it died, and how many died so in a row.
constexpr std::array fourth_tables = {
    std::string_view{"CREATE TABLE starts(running TEXT NOT NULL, unclean INTEGER NOT NULL)"},
    std::string_view{"INSERT INTO starts VALUES('', 0)"},
    std::string_view{"CREATE TABLE suspects(event INTEGER PRIMARY KEY, starts INTEGER NOT NULL)"},
    std::string_view{"CREATE TABLE attempts(id INTEGER PRIMARY KEY AUTOINCREMENT,"
                     " event INTEGER NOT NULL, type TEXT NOT NULL, lane TEXT NOT NULL,"
                     " part TEXT NOT NULL, number INTEGER NOT NULL, outcome TEXT NOT NULL,"
                     " status INTEGER NOT NULL, took INTEGER NOT NULL, ended INTEGER NOT NULL,"
                     " detail TEXT NOT NULL, answer TEXT NOT NULL)"},
    std::string_view{"CREATE INDEX attempts_of ON attempts(lane, id)"},
    std::string_view{"CREATE INDEX attempts_at ON attempts(event, id)"},
};

// parked.replayed: when a dead letter became due by its replay; 0: it was never dead.
constexpr std::array fifth_tables = {
    std::string_view{"ALTER TABLE parked ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0"},
};

struct sight {
  enum class content : std::uint8_t { nothing, a_store, something_else };
  content what = content::nothing;
  std::int64_t version = 0;
  std::int64_t installation = 0;
};

sight look(sqlite_work& work) {
  if (work.number("PRAGMA application_id", 0) == application)
    return {sight::content::a_store, work.number("SELECT version FROM schema", 0),
            work.number("SELECT installation FROM schema", 0)};
  const auto empty = work.number("SELECT count(*) FROM sqlite_schema", 0) == 0;
  return {empty ? sight::content::nothing : sight::content::something_else};
}

std::int64_t random_installation() {
  std::random_device source;
  const auto bits = (std::uint64_t{source()} << 32 | source()) & ((std::uint64_t{1} << 40) - 1);
  return static_cast<std::int64_t>(bits);
}

result<sight> look_at(sqlite_connection& on) {
  sqlite_work work{on, sqlite_work::kind::read};
  const auto seen = look(work);
  if (auto looked = work.commit(); !looked)
    return looked.error();
  return seen;
}

void execute_all(sqlite_work& work, std::span<const std::string_view> statements) {
  for (const auto& sql : statements)
    work.execute(sql);
}

/// Makes the tables that are not there yet, unless another
/// process was faster.
result<sight> bring_up(sqlite_connection& on) {
  // Seven reports of 1 KiB fill such a page, three would waste a quarter of one of 4 KiB.
  if (!on.run("PRAGMA page_size = 8192"))
    return on.failure();
  sqlite_work work{on, sqlite_work::kind::write};
  const auto before = look(work);
  if (before.what == sight::content::nothing) {
    execute_all(work, first_tables);
    work.execute("INSERT INTO schema VALUES(1, ?1)", random_installation());
  }
  if (before.what != sight::content::something_else) {
    if (before.version < 2)
      execute_all(work, second_tables);
    if (before.version < 3)
      execute_all(work, third_tables);
    if (before.version < 4)
      execute_all(work, fourth_tables);
    if (before.version < 5)
      execute_all(work, fifth_tables);
    work.execute("UPDATE schema SET version = ?1 WHERE version < ?1", sqlite_schema_version);
  }
  const auto now = look(work);
  if (auto done = work.commit(); !done)
    return done.error();
  return now;
}

} // namespace

result<std::uint64_t> prepare_schema(sqlite_connection& on, sqlite_file how) {
  // A look first: what is not a store must not even be locked for writing.
  auto seen = look_at(on);
  if (seen && seen->what == sight::content::nothing && how == sqlite_file::must_exist)
    return on.refusal("the file is empty; check the path, or create the store first");
  if (seen && seen->what != sight::content::something_else && seen->version < sqlite_schema_version)
    seen = bring_up(on);
  if (!seen)
    return seen.error();
  if (seen->what != sight::content::a_store)
    return on.refusal("is a database of another program; name another path");
  if (seen->version > sqlite_schema_version)
    return on.refusal("was written by a newer fanfare (schema " + std::to_string(seen->version) +
                      ", this one knows " + std::to_string(sqlite_schema_version) +
                      "); upgrade this program");
  return static_cast<std::uint64_t>(seen->installation);
}

} // namespace fanfare
