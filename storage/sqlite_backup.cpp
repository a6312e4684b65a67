#include "storage/sqlite_backup.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace fanfare {

namespace {

namespace fs = std::filesystem;

/// 8 MiB: often enough for a progress bar.
constexpr int pages_a_step = 1024;
constexpr std::chrono::milliseconds patience{5'000};

error in_the_way(const std::string& path, std::string_view why) {
  return {errc::conflict, "backup " + path + ": " + std::string{why}};
}

error failed(const std::string& path, std::string_view what) {
  return {errc::store_unreachable,
          "backup " + path + ": " + std::string{what} + "; the backup was not written"};
}

/// A file that is gone unless it was moved to its place.
class half_copy {
public:
  explicit half_copy(std::string path) : path_{std::move(path)} {}
  ~half_copy() {
    if (!kept_)
      ::unlink(path_.c_str());
  }
  half_copy(const half_copy&) = delete;
  half_copy& operator=(const half_copy&) = delete;

  const std::string& path() const { return path_; }

  /// Fails, with the reason in errno, if something else is there by now.
  bool move_to(const std::string& place, if_there then) {
    const auto moved = then == if_there::replace ? ::rename(path_.c_str(), place.c_str())
                                                 : ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD,
                                                               place.c_str(), RENAME_NOREPLACE);
    kept_ = moved == 0;
    return kept_;
  }

private:
  std::string path_;
  bool kept_ = false;
};

/// Makes the name of the file as durable as its content.
void sync_directory_of(const std::string& path) {
  const auto parent = fs::path{path}.parent_path();
  const auto directory = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_CLOEXEC);
  if (directory < 0)
    return;
  ::fsync(directory);
  ::close(directory);
}

/// One moment of a database, for as long as this object lives.
class snapshot {
public:
  explicit snapshot(sqlite_connection& of) : of_{of} {
    if (!of.run("BEGIN") || !of.run("SELECT count(*) FROM sqlite_schema"))
      taken_ = of.failure();
  }
  ~snapshot() { of_.run("ROLLBACK"); }
  snapshot(const snapshot&) = delete;
  snapshot& operator=(const snapshot&) = delete;

  const result<void>& taken() const { return taken_; }

private:
  sqlite_connection& of_;
  result<void> taken_;
};

result<void> copy_pages(sqlite_connection& from, sqlite_connection& to,
                        const on_progress& progress) {
  // While the source reads one snapshot, the writes of others do not start the copy anew.
  const snapshot held{from};
  if (const auto& taken = held.taken(); !taken)
    return taken;
  auto* copying = sqlite3_backup_init(to.native(), "main", from.native(), "main");
  int code = copying ? SQLITE_OK : SQLITE_ERROR;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(copying, pages_a_step);
    const auto all = sqlite3_backup_pagecount(copying);
    if (progress)
      progress(static_cast<std::uint64_t>(all - sqlite3_backup_remaining(copying)),
               static_cast<std::uint64_t>(all));
  }
  const auto ended = sqlite3_backup_finish(copying);
  return code == SQLITE_DONE && ended == SQLITE_OK ? result<void>{} : to.failure();
}

result<void> copy_to(sqlite_database& from, const std::string& path, const on_progress& progress) {
  const auto to = sqlite_connection::open(path, sqlite_file::may_be_made, patience);
  if (!to)
    return to.error();
  const auto source_path = from.writer().resolved_path();
  if (source_path.empty()) { // in memory: there is but one connection
    std::lock_guard guard{from.writer().mutex};
    return copy_pages(from.writer(), **to, progress);
  }
  // One of its own: nobody waits for the copy.
  const auto source = sqlite_connection::open(source_path, sqlite_file::must_exist, patience);
  if (!source)
    return source.error();
  return copy_pages(**source, **to, progress);
}

} // namespace

result<void> write_backup(sqlite_database& from, const std::string& path, if_there then,
                          const on_progress& progress) {
  std::error_code ignored;
  if (path.empty())
    return in_the_way("''", "names no file");
  if (fs::is_directory(path, ignored))
    return in_the_way(path, "is a directory; name a file in it");
  if (then == if_there::fail && fs::exists(path, ignored))
    return in_the_way(path, "is there already; name another file, or replace it with --force");
  if (fs::equivalent(path, from.writer().resolved_path(), ignored))
    return in_the_way(path, "is the store itself; name another file");

  half_copy copy{path + ".partial"};
  ::unlink(copy.path().c_str());
  if (const auto copied = copy_to(from, copy.path(), progress); !copied)
    return failed(path, copied.error().detail);
  if (!copy.move_to(path, then))
    return failed(path, std::strerror(errno));
  sync_directory_of(path);
  return {};
}

} // namespace fanfare
