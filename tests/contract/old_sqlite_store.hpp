#pragma once

#include "tests/contract/raw_sqlite.hpp"

#include <string>

namespace fanfare::test {

inline constexpr const char* first_sqlite_schema = R"sql(
PRAGMA application_id = 1718511218;
PRAGMA journal_mode = WAL;
CREATE TABLE schema(version INTEGER NOT NULL, installation INTEGER NOT NULL);
INSERT INTO schema VALUES(1, 4711);
CREATE TABLE journal(position INTEGER PRIMARY KEY AUTOINCREMENT, refs INTEGER NOT NULL DEFAULT 0,
  key TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE parked(lane TEXT NOT NULL, event INTEGER NOT NULL, part TEXT NOT NULL,
  due INTEGER NOT NULL, attempts INTEGER NOT NULL, last_error TEXT NOT NULL,
  PRIMARY KEY(lane, event, part)) WITHOUT ROWID;
CREATE INDEX parked_due ON parked(lane, due);
CREATE TABLE lanes(lane TEXT PRIMARY KEY, type TEXT NOT NULL, due INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX lanes_due ON lanes(type, due);
CREATE TABLE dead(id INTEGER PRIMARY KEY AUTOINCREMENT, event INTEGER NOT NULL, lane TEXT NOT NULL,
  part TEXT NOT NULL, reason TEXT NOT NULL, last_answer TEXT NOT NULL, attempts INTEGER NOT NULL,
  died INTEGER NOT NULL);
CREATE TABLE listeners(made INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL, type TEXT NOT NULL, enabled INTEGER NOT NULL, json TEXT NOT NULL);
CREATE UNIQUE INDEX listeners_name ON listeners(name) WHERE name <> '';
CREATE TABLE listener_changes(version INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE TABLE nodes(name TEXT PRIMARY KEY, pid INTEGER NOT NULL, heartbeat INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE node_types(node TEXT NOT NULL, type TEXT NOT NULL, PRIMARY KEY(node, type))
  WITHOUT ROWID;
CREATE TABLE counters(listeners_version INTEGER NOT NULL, unsettled INTEGER NOT NULL,
  referenced INTEGER NOT NULL, parked INTEGER NOT NULL, dead INTEGER NOT NULL);
INSERT INTO counters VALUES(1, 1, 1, 1, 1);
INSERT INTO listeners VALUES(1, 'l1', '', 'http', 1, '{}');
INSERT INTO listener_changes VALUES(1, 'l1');
INSERT INTO journal VALUES(6 << 20, 2, '', CAST('{"event_type":"old.type"}' AS BLOB));
INSERT INTO journal VALUES(7 << 20, 0, '', CAST('kept' AS BLOB));
INSERT INTO parked VALUES('l1', 6 << 20, '', 1, 2, '503');
INSERT INTO lanes VALUES('l1', 'http', 1);
INSERT INTO dead VALUES(1, 6 << 20, 'l1', 'part', 'rejected', '404', 1, 5);
)sql";

inline constexpr const char* second_sqlite_schema = R"sql(
UPDATE schema SET version = 2;
CREATE TABLE listener_states(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE quarantine(id TEXT PRIMARY KEY, reason TEXT NOT NULL, since INTEGER NOT NULL,
  last_good TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seen_types(name TEXT PRIMARY KEY) WITHOUT ROWID;
)sql";

inline constexpr const char* third_sqlite_schema = R"sql(
UPDATE schema SET version = 3;
ALTER TABLE parked ADD COLUMN order_key TEXT NOT NULL DEFAULT '';
ALTER TABLE parked ADD COLUMN first_failed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX parked_order ON parked(lane, order_key, event) WHERE order_key <> '';
ALTER TABLE dead ADD COLUMN type TEXT NOT NULL DEFAULT '';
ALTER TABLE dead ADD COLUMN first_failed INTEGER NOT NULL DEFAULT 0;
UPDATE dead SET type = 'old.type';
CREATE INDEX dead_of ON dead(lane, died);
ALTER TABLE counters ADD COLUMN kept_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE counters SET kept_bytes = 25;
)sql";

inline constexpr const char* fourth_sqlite_schema = R"sql(
UPDATE schema SET version = 4;
CREATE TABLE starts(running TEXT NOT NULL, unclean INTEGER NOT NULL);
INSERT INTO starts VALUES('', 0);
CREATE TABLE suspects(event INTEGER PRIMARY KEY, starts INTEGER NOT NULL);
CREATE TABLE attempts(id INTEGER PRIMARY KEY AUTOINCREMENT, event INTEGER NOT NULL,
  type TEXT NOT NULL, lane TEXT NOT NULL, part TEXT NOT NULL, number INTEGER NOT NULL,
  outcome TEXT NOT NULL, status INTEGER NOT NULL, took INTEGER NOT NULL, ended INTEGER NOT NULL,
  detail TEXT NOT NULL, answer TEXT NOT NULL);
CREATE INDEX attempts_of ON attempts(lane, id);
CREATE INDEX attempts_at ON attempts(event, id);
)sql";

/// Makes a store as an older version left it: one listener, l1, and two events.
/// That at position 7 << 20 is not settled; that before it is kept for a parked
/// delivery that failed twice and a dead one.
inline void make_old_sqlite_store(const std::string& path, int version) {
  raw_sqlite old{path};
  old.execute(first_sqlite_schema);
  if (version >= 2)
    old.execute(second_sqlite_schema);
  if (version >= 3)
    old.execute(third_sqlite_schema);
  if (version >= 4)
    old.execute(fourth_sqlite_schema);
}

} // namespace fanfare::test
