#include "storage/sqlite_diagnosis.hpp"

#include "storage/sqlite_work.hpp"

#include <chrono>
#include <filesystem>

namespace fanfare {

namespace {

using std::chrono::milliseconds;

constexpr std::uintmax_t mebibyte = 1024 * 1024;
constexpr std::uintmax_t little_space = 1024 * mebibyte;
constexpr std::uintmax_t no_space = 64 * mebibyte;
/// Twice what is left of a log when it begins anew (sqlite_database.cpp).
constexpr std::uintmax_t long_log = 64 * mebibyte;
/// Every publish waits for a commit.
constexpr milliseconds slow_commit{250};

/// Writes something that changes nothing, as far as the disk.
finding look_at_writing(sqlite_database& of) {
  const auto begun = std::chrono::steady_clock::now();
  sqlite_work work{of.writer(), sqlite_work::kind::write};
  work.execute("UPDATE counters SET unsettled = unsettled");
  if (const auto done = work.commit(); !done)
    return {severity::problem, "store", "cannot be written to: " + done.error().detail,
            "publishing fails until this is put right"};
  const auto took =
      std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
  const auto told =
      "answers and can be written to; a commit took " + std::to_string(took.count()) + " ms";
  if (took > slow_commit)
    return {severity::warning, "store", told,
            "every publish waits that long: look what else uses this disk, or move the store"};
  return {severity::ok, "store", told};
}

std::string text_of(sqlite_connection& on, std::string_view sql) {
  sqlite_work work{on, sqlite_work::kind::read};
  std::string first;
  {
    auto rows = work.query(sql);
    if (rows.next())
      first = rows.text(0);
  }
  if (const auto done = work.commit(); !done)
    return done.error().detail;
  return first;
}

finding look_at_persistence(sqlite_database& of) {
  if (of.has_one_connection())
    return {severity::warning, "persistence", "the store is in memory and dies with its process",
            "use sqlite:PATH for what must not be lost"};
  const auto journal = text_of(of.writer(), "PRAGMA journal_mode");
  const auto level = text_of(of.writer(), "PRAGMA synchronous");
  if (journal != "wal" || level != "2")
    return {severity::problem, "persistence",
            "journal_mode is " + journal + ", synchronous is " + level +
                ", so a power cut may lose what was acknowledged",
            "put the store on a local file system, where WAL works"};
  return {severity::ok, "persistence", "every commit is on the disk before it is acknowledged"};
}

finding look_at_space(sqlite_database& of) {
  std::error_code failed;
  const auto space = std::filesystem::space(of.writer().resolved_path(), failed);
  if (failed)
    return {severity::warning, "disk space", "cannot be found out: " + failed.message(),
            "look at the disk of the store yourself"};
  const auto told = std::to_string(space.available / mebibyte) + " MiB are free";
  const auto* advice = "free some space: a full disk stops publishing";
  if (space.available < no_space)
    return {severity::problem, "disk space", told, advice};
  if (space.available < little_space)
    return {severity::warning, "disk space", told, advice};
  return {severity::ok, "disk space", told};
}

finding look_at_log(sqlite_database& of) {
  std::error_code absent;
  const auto size = std::filesystem::file_size(of.writer().resolved_path() + "-wal", absent);
  const auto told = "is " + std::to_string(absent ? 0 : size / mebibyte) + " MiB long";
  if (!absent && size > long_log)
    return {severity::warning, "write-ahead log", told,
            "something reads this store for long in one transaction, `fanfare store backup` or "
            "sqlite3 perhaps, or the disk refuses writes: it grows until that ends"};
  return {severity::ok, "write-ahead log", told};
}

finding look_at_integrity(sqlite_database& of) {
  const auto said = text_of(of.reader(), "PRAGMA quick_check(1)");
  if (said == "ok")
    return {severity::ok, "integrity", "the file is sound"};
  return {severity::problem, "integrity", said,
          "stop the node, keep a copy of the file, and restore a backup"};
}

} // namespace

std::vector<finding> diagnose(sqlite_database& of) {
  std::vector<finding> found{look_at_writing(of), look_at_persistence(of)};
  if (!of.has_one_connection()) {
    found.push_back(look_at_space(of));
    found.push_back(look_at_log(of));
  }
  found.push_back(look_at_integrity(of));
  return found;
}

} // namespace fanfare
