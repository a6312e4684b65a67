#pragma once

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace fanfare::test {

/// Another program at a store's file.
class raw_sqlite {
public:
  explicit raw_sqlite(const std::string& path) {
    sqlite3* open = nullptr;
    const auto code = sqlite3_open(path.c_str(), &open);
    open_.reset(open);
    if (code != SQLITE_OK)
      throw std::runtime_error{sqlite3_errmsg(open)};
  }

  void execute(const std::string& sql) {
    if (sqlite3_exec(open_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error{sqlite3_errmsg(open_.get())};
  }

  /// Changes listeners as an admin with a shell does who knows the schema: nodes
  /// notice it, once.
  void edit_listener(const std::string& id, const std::string& sql) {
    execute("PRAGMA busy_timeout = 5000");
    execute("BEGIN IMMEDIATE");
    execute(sql);
    execute("UPDATE counters SET listeners_version = listeners_version + 1");
    execute("INSERT INTO listener_changes SELECT listeners_version, '" + id + "' FROM counters");
    execute("COMMIT");
  }

  /// Returns the last column of all rows, one a line.
  std::string ask(const std::string& sql) {
    std::string text;
    const auto collect = [](void* to, int columns, char** values, char**) {
      *static_cast<std::string*>(to) += std::string{values[columns - 1]} + "\n";
      return 0;
    };
    if (sqlite3_exec(open_.get(), sql.c_str(), collect, &text, nullptr) != SQLITE_OK)
      throw std::runtime_error{sqlite3_errmsg(open_.get())};
    return text;
  }

private:
  struct closer {
    void operator()(sqlite3* open) const { sqlite3_close(open); }
  };
  std::unique_ptr<sqlite3, closer> open_;
};

} // namespace fanfare::test
