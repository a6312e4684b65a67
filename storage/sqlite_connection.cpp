#include "storage/sqlite_connection.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace fanfare {

namespace {

constexpr std::string_view in_memory = ":memory:";

error unreachable(const std::string& path, std::string_view why) {
  return {errc::store_unreachable, "store " + path + ": " + std::string{why}};
}

/// Says what an admin can do about a failure; empty where SQLite says it all.
std::string_view way_out(int code) {
  switch (code & 0xff) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return "; another program holds its lock: end it or try again";
  case SQLITE_FULL:
    return "; free some space on its disk";
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_CANTOPEN:
    return "; make the file and its directory writable for this user";
  case SQLITE_CORRUPT:
    return "; restore a backup, or move the file away to begin a new store";
  case SQLITE_NOTADB:
    return "; name another path, or move that file away";
  default:
    return "";
  }
}

/// Finds what SQLite would only call "unable to open database file".
result<void> check_place(const std::string& path, sqlite_file how) {
  std::error_code ignored;
  const std::filesystem::path file{path};
  if (std::filesystem::is_directory(file, ignored))
    return unreachable(path, "is a directory; name a file in it");
  if (std::filesystem::exists(file, ignored))
    return {};
  const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
  if (!std::filesystem::is_directory(parent, ignored))
    return unreachable(path, "there is no directory " + parent.string() + "; create it first");
  if (how == sqlite_file::must_exist)
    return unreachable(path, "there is no such file; check the path, or create the store first");
  return {};
}

/// Makes the file, if it is not there, before SQLite would with a wider mode.
/// O_EXCL is vital: closing a second descriptor of a database that this process
/// has open would drop the locks of that connection.
result<void> make_private(const std::string& path) {
  const auto made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made >= 0) {
    ::close(made);
    return {};
  }
  if (errno == EEXIST)
    return {};
  return unreachable(path, std::string{"cannot be created ("} + std::strerror(errno) +
                               "); choose a directory that this user may write to");
}

} // namespace

void sqlite_connection::closer::operator()(sqlite3* open) const { sqlite3_close_v2(open); }
void sqlite_connection::closer::operator()(sqlite3_stmt* open) const { sqlite3_finalize(open); }

sqlite_connection::sqlite_connection(std::string path, sqlite3* native)
    : path_(std::move(path)), native_(native) {}

sqlite_connection::~sqlite_connection() = default;

result<std::unique_ptr<sqlite_connection>>
sqlite_connection::open(const std::string& path, sqlite_file how,
                        std::chrono::milliseconds patience) {
  if (path != in_memory) {
    if (auto there = check_place(path, how); !there)
      return there.error();
    if (how == sqlite_file::may_be_made)
      if (auto made = make_private(path); !made)
        return made.error();
  }

  sqlite3* native = nullptr;
  const auto flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const auto code = sqlite3_open_v2(path.c_str(), &native, flags, nullptr);
  std::unique_ptr<sqlite_connection> opened{new sqlite_connection{path, native}};
  if (code != SQLITE_OK)
    return opened->failure();
  sqlite3_busy_timeout(native, static_cast<int>(patience.count()));
  return opened;
}

sqlite3_stmt* sqlite_connection::prepared(std::string_view sql) {
  if (const auto known = statements_.find(sql); known != statements_.end())
    return known->second.get();
  sqlite3_stmt* fresh = nullptr;
  if (sqlite3_prepare_v3(native_.get(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &fresh, nullptr) != SQLITE_OK)
    return nullptr;
  statements_.emplace(sql, fresh);
  return fresh;
}

bool sqlite_connection::run(std::string_view sql) {
  auto* statement = prepared(sql);
  if (statement == nullptr)
    return false;
  auto code = sqlite3_step(statement);
  while (code == SQLITE_ROW)
    code = sqlite3_step(statement);
  return sqlite3_reset(statement) == SQLITE_OK && code == SQLITE_DONE;
}

std::uint64_t sqlite_connection::rows_changed() const {
  return static_cast<std::uint64_t>(sqlite3_total_changes64(native_.get()));
}

error sqlite_connection::failure() const {
  const auto code = sqlite3_extended_errcode(native_.get());
  std::string why = sqlite3_errmsg(native_.get());
  if ((code & 0xff) == SQLITE_IOERR)
    why += std::string{" ("} + std::strerror(sqlite3_system_errno(native_.get())) + ")";
  return unreachable(path_, why.append(way_out(code)));
}

error sqlite_connection::refusal(std::string_view why) const { return unreachable(path_, why); }

std::string sqlite_connection::resolved_path() const {
  const auto* name = sqlite3_db_filename(native_.get(), "main");
  return name == nullptr ? std::string{} : std::string{name};
}

} // namespace fanfare
