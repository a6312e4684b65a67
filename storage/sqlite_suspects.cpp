#include "storage/sqlite_suspects.hpp"

#include "storage/sqlite_work.hpp"

#include <algorithm>
#include <random>

namespace fanfare {

namespace {

constexpr std::int64_t never = -1;

std::string random_text() {
  std::random_device source;
  return std::to_string((std::uint64_t{source()} << 32) | source());
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

result<suspicion> sqlite_suspects::suspect(const std::vector<event_id>& next,
                                           const std::vector<event_id>& cleared) {
  std::lock_guard guard{mutex_};
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  forget(work, cleared);
  suspicion found;
  if (!next.empty()) {
    found.together =
        last_ == next.front() ? std::min(together_, next.size()) : put_together(work, next);
    found.starts =
        static_cast<std::uint32_t>(std::max<std::int64_t>(0, starts_of(work, next.front())));
  }
  if (auto done = work.commit(); !done)
    return done.error();
  if (!next.empty()) {
    last_ = next.front();
    together_ = found.together;
  }
  return found;
}

result<void> sqlite_suspects::clear(const std::vector<event_id>& which) {
  if (which.empty())
    return {};
  const auto done = suspect({}, which);
  return done ? result<void>{} : done.error();
}

void sqlite_suspects::forget(sqlite_work& work, const std::vector<event_id>& which) {
  for (const auto& id : which) {
    if (const auto position = in_.position_of(id))
      work.execute("DELETE FROM suspects WHERE event = ?1", *position);
    if (last_ == id)
      last_.reset();
  }
}

std::size_t sqlite_suspects::put_together(sqlite_work& work,
                                          const std::vector<event_id>& next) const {
  std::size_t together = 1;
  if (starts_of(work, next.front()) == never)
    while (together < next.size() && starts_of(work, next[together]) == never)
      ++together;
  for (std::size_t i = 0; i < together; ++i)
    if (const auto position = in_.position_of(next[i]))
      work.execute("INSERT INTO suspects VALUES(?1, ?2)"
                   " ON CONFLICT(event) DO UPDATE SET starts = starts + ?2",
                   *position, together == 1 ? 1 : 0);
  return together;
}

std::int64_t sqlite_suspects::starts_of(sqlite_work& work, const event_id& which) const {
  const auto position = in_.position_of(which);
  return position ? work.number("SELECT starts FROM suspects WHERE event = ?1", never, *position)
                  : never;
}

} // namespace fanfare
