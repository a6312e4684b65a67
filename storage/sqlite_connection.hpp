#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace fanfare {

enum class sqlite_file : std::uint8_t {
  must_exist,
  may_be_made, ///< With mode 0600: a store holds secrets.
};

/// One connection to one SQLite database, and the statements prepared on it.
/// Thread safety: none; whoever uses it holds `mutex` (as `sqlite_work` does).
class sqlite_connection {
public:
  /// Opens `path`, or a private database in memory for ":memory:".
  /// @param patience how long to wait for a lock that another connection holds.
  /// Fails with `errc::store_unreachable`, naming the path and the way out.
  static result<std::unique_ptr<sqlite_connection>> open(const std::string& path, sqlite_file how,
                                                         std::chrono::milliseconds patience);
  ~sqlite_connection();
  sqlite_connection(const sqlite_connection&) = delete;
  sqlite_connection& operator=(const sqlite_connection&) = delete;

  /// Returns the statement for `sql`, prepared when it is first asked for;
  /// null: see `failure`.
  /// @param sql a literal: it is not copied.
  sqlite3_stmt* prepared(std::string_view sql);

  /// Carries out a statement whose rows do not matter; false: see `failure`.
  bool run(std::string_view sql);

  /// Returns how many rows were changed through this connection since it was opened.
  std::uint64_t rows_changed() const;

  /// Tells what went wrong in the latest call, with the path and the way out.
  error failure() const;
  /// Builds an `errc::store_unreachable` about this database.
  error refusal(std::string_view why) const;

  /// Returns the absolute path with symbolic links resolved; empty in memory.
  std::string resolved_path() const;

  sqlite3* native() const { return native_.get(); }

  std::mutex mutex;

private:
  struct closer {
    void operator()(sqlite3* open) const;
    void operator()(sqlite3_stmt* open) const;
  };

  sqlite_connection(std::string path, sqlite3* native);

  std::string path_;
  std::unique_ptr<sqlite3, closer> native_;
  std::unordered_map<std::string_view, std::unique_ptr<sqlite3_stmt, closer>> statements_;
};

} // namespace fanfare
