#pragma once

#include "storage/sqlite_connection.hpp"

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>
#include <string_view>

namespace fanfare {

class sqlite_work;

/// Returns `rows` as a LIMIT: SQLite takes what does not fit for "no limit".
inline std::int64_t sqlite_limit(std::size_t rows) {
  constexpr auto most = std::size_t{std::numeric_limits<std::int32_t>::max()};
  return static_cast<std::int64_t>(std::min(rows, most));
}

/// Bytes that need not be text.
struct sqlite_blob {
  std::string_view bytes;
};

/// The rows that a query answers, one at a time. Columns count from 0.
class sqlite_rows {
public:
  sqlite_rows(sqlite_work& of, sqlite3_stmt* statement) : of_(of), statement_(statement) {}
  ~sqlite_rows();
  sqlite_rows(const sqlite_rows&) = delete;
  sqlite_rows& operator=(const sqlite_rows&) = delete;

  /// Steps to the next row, at first to the first. False: no more, or failed.
  bool next();

  std::int64_t integer(int column) const;
  /// Valid until `next`.
  std::string_view text(int column) const;
  bool is_null(int column) const;

private:
  sqlite_work& of_;
  sqlite3_stmt* statement_;
};

/// One transaction: holds the connection's mutex from BEGIN to COMMIT or, if
/// `commit` is not reached, ROLLBACK. The first failure sticks: what follows
/// does nothing, queries have no rows, and `commit` reports it. So the steps of
/// a transaction are written down without looking at each of them.
class sqlite_work {
public:
  enum class kind : std::uint8_t { read, write };

  sqlite_work(sqlite_connection& on, kind what);
  ~sqlite_work();
  sqlite_work(const sqlite_work&) = delete;
  sqlite_work& operator=(const sqlite_work&) = delete;

  /// Carries out `sql` (a literal) with `values` for ?1, ?2, … and returns how
  /// many rows it changed.
  template <class... Values>
  std::int64_t execute(std::string_view sql, const Values&... values) {
    auto* statement = prepare(sql);
    int place = 0;
    (bind(statement, ++place, values, lifetime::until_done), ...);
    return finish(statement);
  }

  /// Asks `sql` (a literal). The same text must not be asked again before the
  /// rows are gone.
  template <class... Values>
  sqlite_rows query(std::string_view sql, const Values&... values) {
    auto* statement = prepare(sql);
    int place = 0;
    (bind(statement, ++place, values, lifetime::unknown), ...);
    return sqlite_rows{*this, statement};
  }

  /// Returns the first column of the first row of a query, or `otherwise`.
  template <class... Values>
  std::int64_t number(std::string_view sql, std::int64_t otherwise, const Values&... values) {
    auto rows = query(sql, values...);
    return rows.next() ? rows.integer(0) : otherwise;
  }

  result<void> commit();

private:
  friend class sqlite_rows;
  enum class lifetime : std::uint8_t { until_done, unknown };

  sqlite3_stmt* prepare(std::string_view sql);
  std::int64_t finish(sqlite3_stmt* statement);
  void check(int code);

  void bind(sqlite3_stmt* to, int place, std::string_view value, lifetime how);
  void bind(sqlite3_stmt* to, int place, sqlite_blob value, lifetime how);
  void bind_integer(sqlite3_stmt* to, int place, std::int64_t value);
  template <std::integral Number>
  void bind(sqlite3_stmt* to, int place, Number value, lifetime) {
    bind_integer(to, place, static_cast<std::int64_t>(value));
  }

  sqlite_connection& on_;
  std::unique_lock<std::mutex> guard_;
  std::optional<error> failure_;
  bool open_ = false;
};

} // namespace fanfare
