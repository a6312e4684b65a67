#include "storage/sqlite_attempt_log.hpp"

#include "storage/sqlite_work.hpp"

#include <charconv>
#include <limits>
#include <optional>

namespace fanfare {

namespace {

/// Of what ?1 to ?4 say: listener, event, and the ids between which it is.
const std::string columns =
    "SELECT id, event, type, lane, part, number, outcome, status, took, ended, detail, answer"
    " FROM attempts WHERE (?1 = '' OR lane = ?1) AND (?2 < 0 OR event = ?2) AND id > ?3";
const std::string newest_sql = columns + " ORDER BY id DESC LIMIT ?4";
const std::string since_sql = columns + " ORDER BY id LIMIT ?4";

std::vector<recent_attempt> read(sqlite_rows rows, const sqlite_database& in) {
  std::vector<recent_attempt> found;
  while (rows.next()) {
    auto& one = found.emplace_back();
    one.id = std::to_string(rows.integer(0));
    one.event_id = in.id_of(rows.integer(1)).text();
    one.event_type = rows.text(2);
    one.listener_id = rows.text(3);
    one.part = rows.text(4);
    one.number = static_cast<std::uint32_t>(rows.integer(5));
    one.outcome = rows.text(6);
    one.status = static_cast<int>(rows.integer(7));
    one.took = std::chrono::milliseconds{rows.integer(8)};
    one.ended_at =
        std::chrono::system_clock::time_point{std::chrono::milliseconds{rows.integer(9)}};
    one.detail = rows.text(10);
    one.answer = rows.text(11);
  }
  return found;
}

/// Returns the position that a filter names, -1 if it names none; nothing if it is none of here.
std::optional<std::int64_t> event_of(const attempt_filter& which, const sqlite_database& in) {
  if (which.event_id.empty())
    return -1;
  const auto id = event_id::parse(which.event_id);
  return id ? in.position_of(*id) : std::nullopt;
}

} // namespace

result<void> sqlite_attempt_log::put(const std::vector<recent_attempt>& some, std::size_t most) {
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  for (const auto& each : some) {
    const auto id = event_id::parse(each.event_id);
    const auto position = id ? in_.position_of(*id) : std::nullopt;
    if (!position)
      continue;
    const auto ended =
        std::chrono::floor<std::chrono::milliseconds>(each.ended_at.time_since_epoch());
    work.execute("INSERT INTO attempts(event, type, lane, part, number, outcome, status, took,"
                 " ended, detail, answer) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                 *position, each.event_type, each.listener_id, each.part, each.number, each.outcome,
                 each.status, each.took.count(), ended.count(), each.detail, each.answer);
  }
  // Ids follow each other without a gap: none but the oldest are ever deleted.
  work.execute("DELETE FROM attempts WHERE id <= (SELECT max(id) FROM attempts) - ?1",
               sqlite_limit(most));
  return work.commit();
}

result<std::vector<recent_attempt>> sqlite_attempt_log::newest(const attempt_filter& which,
                                                               std::size_t limit) {
  const auto event = event_of(which, in_);
  if (!event)
    return std::vector<recent_attempt>{};
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  auto found =
      read(work.query(newest_sql, which.listener_id, *event, std::int64_t{-1}, sqlite_limit(limit)),
           in_);
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::vector<recent_attempt>>
sqlite_attempt_log::since(std::string_view after, const attempt_filter& which, std::size_t limit) {
  std::int64_t row = -1;
  if (!after.empty()) {
    const auto* end = after.data() + after.size();
    const auto [stop, wrong] = std::from_chars(after.data(), end, row);
    if (wrong != std::errc{} || stop != end)
      return std::vector<recent_attempt>{};
  }
  const auto event = event_of(which, in_);
  if (!event)
    return std::vector<recent_attempt>{};
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  auto found =
      read(work.query(since_sql, which.listener_id, *event, row, sqlite_limit(limit)), in_);
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<std::string> sqlite_attempt_log::last() {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  const auto row = work.number("SELECT max(id) FROM attempts", 0);
  if (auto done = work.commit(); !done)
    return done.error();
  return row == 0 ? std::string{} : std::to_string(row);
}

} // namespace fanfare
