#include "storage/sqlite_dead_letters.hpp"

#include "storage/sqlite_parked.hpp"
#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace fanfare {

namespace {

std::optional<std::int64_t> row_of(std::string_view id) {
  std::int64_t row = 0;
  const auto* end = id.data() + id.size();
  const auto [stop, wrong] = std::from_chars(id.data(), end, row);
  if (wrong != std::errc{} || stop != end || row < 0)
    return std::nullopt;
  return row;
}

/// A filter in the words of the table. `first` to `last` are the rows that can
/// match, so that naming a few of a million looks at no others but these.
struct row_filter {
  std::int64_t first = 0;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  std::string rows = "[]"; ///< JSON; empty: all between first and last.
  std::int64_t event = -1; ///< -1: any.
  std::string_view listener;
  std::string_view reason;
  std::int64_t since = std::numeric_limits<std::int64_t>::min();
};

/// Names the rows; returns false if there can be none of them.
bool narrow_to(row_filter& filter, const std::vector<std::string>& ids) {
  std::vector<std::int64_t> rows;
  for (const auto& id : ids)
    if (const auto row = row_of(id))
      rows.push_back(*row);
  if (rows.empty())
    return ids.empty();
  const auto [first, last] = std::minmax_element(rows.begin(), rows.end());
  filter.first = *first;
  filter.last = *last;
  filter.rows.clear();
  for (const auto row : rows)
    filter.rows += (filter.rows.empty() ? '[' : ',') + std::to_string(row);
  filter.rows += ']';
  return true;
}

/// Returns nothing if no dead letter of this store can be meant.
std::optional<row_filter> translated(const dead_filter& which, std::string_view after,
                                     const sqlite_database& in) {
  row_filter filter;
  if (!narrow_to(filter, which.ids))
    return std::nullopt;
  if (!after.empty()) {
    const auto row = row_of(after);
    if (!row)
      return std::nullopt;
    filter.last = std::min(filter.last, *row - 1);
  }
  if (!which.event_id.empty()) {
    const auto event = event_id::parse(which.event_id);
    const auto position = event ? in.position_of(*event) : std::nullopt;
    if (!position)
      return std::nullopt;
    filter.event = *position;
  }
  filter.listener = which.listener_id;
  filter.reason = which.reason;
  if (which.since)
    filter.since =
        std::chrono::ceil<std::chrono::milliseconds>(which.since->time_since_epoch()).count();
  return filter;
}

struct dead_row {
  std::int64_t row;
  std::int64_t event;
  bool has_listener;
  dead_letter letter;
};

/// @pre the columns are row, event, lane, part, reason, last_answer, attempts,
/// died, whether the listener is there.
dead_row dead_row_in(const sqlite_rows& rows, const sqlite_database& in) {
  const std::chrono::milliseconds died{rows.integer(7)};
  return {rows.integer(0),
          rows.integer(1),
          rows.integer(8) != 0,
          {.id = std::to_string(rows.integer(0)),
           .event_id = in.id_of(rows.integer(1)).text(),
           .listener_id = std::string{rows.text(2)},
           .part = std::string{rows.text(3)},
           .reason = std::string{rows.text(4)},
           .last_answer = std::string{rows.text(5)},
           .attempts = static_cast<std::uint32_t>(rows.integer(6)),
           .died_at = std::chrono::system_clock::time_point{died}}};
}

std::vector<dead_row> select(sqlite_work& work, const sqlite_database& in, const dead_filter& which,
                             std::size_t most, std::string_view after) {
  std::vector<dead_row> found;
  const auto filter = translated(which, after, in);
  if (!filter)
    return found;
  auto rows = work.query(
      "SELECT id, event, lane, part, reason, last_answer, attempts, died,"
      " EXISTS(SELECT 1 FROM listeners WHERE listeners.id = lane) FROM dead"
      " WHERE id BETWEEN ?1 AND ?2 AND (?3 = '[]' OR id IN (SELECT value FROM json_each(?3)))"
      " AND (?4 < 0 OR event = ?4) AND (?5 = '' OR lane = ?5)"
      " AND (?6 = '' OR instr(reason, ?6) > 0) AND died >= ?7 ORDER BY id DESC LIMIT ?8",
      filter->first, filter->last, filter->rows, filter->event, filter->listener, filter->reason,
      filter->since, sqlite_limit(most));
  while (rows.next())
    found.push_back(dead_row_in(rows, in));
  return found;
}

/// Parks a delivery anew. If it is parked already, one of its two places goes.
counter_changes revive(sqlite_work& work, const dead_row& what, std::int64_t now) {
  counter_changes changes;
  const parked_row row{.listener = what.letter.listener_id,
                       .event = what.event,
                       .part = what.letter.part,
                       .due = now,
                       .last_error = what.letter.last_answer};
  changes.parked += park_row(work, row, now) ? 1 : 0;
  if (changes.parked == 0)
    changes.referenced -= release_reference(work, what.event);
  return changes;
}

void add(counter_changes& sum, const counter_changes& more) {
  sum.referenced += more.referenced;
  sum.parked += more.parked;
}

dead_step step_over(const std::vector<dead_row>& looked_at, std::size_t most) {
  dead_step step;
  if (!looked_at.empty() && looked_at.size() == most)
    step.next = looked_at.back().letter.id;
  return step;
}

} // namespace

result<std::vector<dead_letter>>
sqlite_dead_letters::list(const dead_filter& which, std::size_t limit, std::string_view after) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::vector<dead_letter> letters;
  for (auto& each : select(work, in_, which, limit, after))
    letters.push_back(std::move(each.letter));
  if (auto done = work.commit(); !done)
    return done.error();
  return letters;
}

result<std::optional<buried_report>> sqlite_dead_letters::find(std::string_view id) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::optional<buried_report> found;
  for (auto& each : select(work, in_, {.ids = {std::string{id}}}, 1, {})) {
    auto rows = work.query("SELECT body FROM journal WHERE position = ?1", each.event);
    found = buried_report{std::move(each.letter), rows.next() ? std::string{rows.text(0)} : ""};
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<dead_step> sqlite_dead_letters::replay(const dead_filter& which, std::size_t most,
                                              std::string_view after) {
  most = std::min(most, most_in_a_step);
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  const auto rows = select(work, in_, which, most, after);
  auto step = step_over(rows, most);
  counter_changes changes;
  for (const auto& each : rows) {
    if (!each.has_listener) {
      ++step.left;
      continue;
    }
    changes.dead -= work.execute("DELETE FROM dead WHERE id = ?1", each.row);
    add(changes, revive(work, each, in_.now()));
    refresh_lane(work, each.letter.listener_id);
    ++step.done;
  }
  apply(changes, work);
  if (auto done = work.commit(); !done)
    return done.error();
  return step;
}

result<dead_step> sqlite_dead_letters::drop(const dead_filter& which, std::size_t most,
                                            std::string_view after) {
  most = std::min(most, most_in_a_step);
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  const auto rows = select(work, in_, which, most, after);
  auto step = step_over(rows, most);
  counter_changes changes;
  for (const auto& each : rows) {
    changes.dead -= work.execute("DELETE FROM dead WHERE id = ?1", each.row);
    changes.referenced -= release_reference(work, each.event);
    ++step.done;
  }
  apply(changes, work);
  if (auto done = work.commit(); !done)
    return done.error();
  return step;
}

result<std::uint64_t> sqlite_dead_letters::count() {
  return read_counter(in_.reader(), "SELECT dead FROM counters");
}

} // namespace fanfare
