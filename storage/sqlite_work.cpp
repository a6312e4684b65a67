#include "storage/sqlite_work.hpp"

#include <sqlite3.h>

#include <cassert>

namespace fanfare {

sqlite_rows::~sqlite_rows() {
  if (statement_ != nullptr)
    sqlite3_reset(statement_);
}

bool sqlite_rows::next() {
  if (statement_ == nullptr || of_.failure_)
    return false;
  const auto code = sqlite3_step(statement_);
  if (code == SQLITE_ROW)
    return true;
  of_.check(code == SQLITE_DONE ? SQLITE_OK : code);
  return false;
}

std::int64_t sqlite_rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view sqlite_rows::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string_view{} : std::string_view{bytes, size};
}

bool sqlite_rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

sqlite_work::sqlite_work(sqlite_connection& on, kind what)
    : on_(on), guard_(on.mutex), open_(on.run(what == kind::write ? "BEGIN IMMEDIATE" : "BEGIN")) {
  if (!open_)
    failure_ = on_.failure();
}

sqlite_work::~sqlite_work() {
  // SQLite has already rolled back after some failures, a full disk for one.
  if (open_ && sqlite3_get_autocommit(on_.native()) == 0)
    sqlite3_exec(on_.native(), "ROLLBACK", nullptr, nullptr, nullptr); // it cannot throw
}

result<void> sqlite_work::commit() {
  if (!failure_ && !on_.run("COMMIT"))
    failure_ = on_.failure();
  if (failure_)
    return *failure_;
  open_ = false;
  return {};
}

sqlite3_stmt* sqlite_work::prepare(std::string_view sql) {
  if (failure_)
    return nullptr;
  auto* statement = on_.prepared(sql);
  if (statement == nullptr)
    failure_ = on_.failure();
  assert(statement == nullptr || sqlite3_stmt_busy(statement) == 0);
  return statement;
}

std::int64_t sqlite_work::finish(sqlite3_stmt* statement) {
  if (statement == nullptr)
    return 0;
  sqlite_rows rows{*this, statement};
  while (rows.next()) {
  }
  return failure_ ? 0 : sqlite3_changes64(on_.native());
}

void sqlite_work::check(int code) {
  if (code != SQLITE_OK && !failure_)
    failure_ = on_.failure();
}

// SQLITE_TRANSIENT is a C cast of -1 to a function pointer; its copy costs little
// beside what a query does, while executed statements read the caller's bytes.
void sqlite_work::bind(sqlite3_stmt* to, int place, std::string_view value, lifetime how) {
  if (to != nullptr)
    check(sqlite3_bind_text64(to, place, value.data() == nullptr ? "" : value.data(), value.size(),
                              how == lifetime::until_done ? SQLITE_STATIC : SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void sqlite_work::bind(sqlite3_stmt* to, int place, sqlite_blob value, lifetime how) {
  const auto bytes = value.bytes;
  if (to != nullptr)
    check(sqlite3_bind_blob64(to, place, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(),
                              how == lifetime::until_done ? SQLITE_STATIC : SQLITE_TRANSIENT));
}

void sqlite_work::bind_integer(sqlite3_stmt* to, int place, std::int64_t value) {
  if (to != nullptr)
    check(sqlite3_bind_int64(to, place, value));
}

} // namespace fanfare
