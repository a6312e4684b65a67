#include "storage/sqlite_suspects.hpp"

#include "storage/sqlite_work.hpp"

#include <random>

namespace fanfare {

namespace {

std::string random_text() {
  std::random_device source;
  return std::to_string((std::uint64_t{source()} << 32) | source());
}

void forget(sqlite_work& work, const sqlite_database& in, const std::vector<event_id>& which) {
  for (const auto& id : which)
    if (const auto position = in.position_of(id))
      work.execute("DELETE FROM suspects WHERE event = ?1", *position);
}

} // namespace

sqlite_suspects::sqlite_suspects(sqlite_database& in) : in_(in), self_(random_text()) {}

result<std::uint32_t> sqlite_suspects::begin() {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  work.execute("UPDATE starts SET unclean = CASE running WHEN '' THEN 0 ELSE unclean + 1 END,"
               " running = ?1 WHERE running <> ?1",
               self_);
  const auto before = work.number("SELECT unclean FROM starts", 0);
  if (auto done = work.commit(); !done)
    return done.error();
  return static_cast<std::uint32_t>(before);
}

result<void> sqlite_suspects::end() {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  if (work.execute("UPDATE starts SET running = '', unclean = 0 WHERE running = ?1", self_) != 0)
    work.execute("DELETE FROM suspects");
  return work.commit();
}

result<std::uint32_t> sqlite_suspects::suspect(const event_id& which,
                                               const std::vector<event_id>& cleared) {
  const auto position = in_.position_of(which);
  std::lock_guard guard{mutex_};
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  forget(work, in_, cleared);
  std::int64_t starts = 0;
  if (position) {
    if (last_ != which)
      work.execute("INSERT INTO suspects VALUES(?1, 1)"
                   " ON CONFLICT(event) DO UPDATE SET starts = starts + 1",
                   *position);
    starts = work.number("SELECT starts FROM suspects WHERE event = ?1", 0, *position);
  }
  if (auto done = work.commit(); !done)
    return done.error();
  last_ = which;
  return static_cast<std::uint32_t>(starts);
}

result<void> sqlite_suspects::clear(const std::vector<event_id>& which) {
  if (which.empty())
    return {};
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  forget(work, in_, which);
  return work.commit();
}

} // namespace fanfare
