#include "storage/sqlite_dead_rows.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

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
  std::string_view type;
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
  filter.type = which.event_type;
  if (which.since)
    filter.since =
        std::chrono::ceil<std::chrono::milliseconds>(which.since->time_since_epoch()).count();
  return filter;
}

std::chrono::system_clock::time_point moment(std::int64_t ms) {
  return std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}};
}

/// @pre the columns are those that `select_dead` asks for.
dead_row dead_row_in(const sqlite_rows& rows, const sqlite_database& in) {
  dead_row one{rows.integer(0), rows.integer(1), rows.integer(2) != 0, {}};
  auto& letter = one.letter;
  letter.id = std::to_string(one.row);
  letter.event_id = in.id_of(one.event).text();
  letter.listener_id = rows.text(3);
  letter.part = rows.text(4);
  letter.event_type = rows.text(5);
  letter.reason = rows.text(6);
  letter.last_answer = rows.text(7);
  letter.attempts = static_cast<std::uint32_t>(rows.integer(8));
  if (rows.integer(9) != 0)
    letter.first_failed_at = moment(rows.integer(9));
  letter.died_at = moment(rows.integer(10));
  return one;
}

/// What a query says after its columns; ?1 to ?8 are the fields of the filter.
std::string from_those(std::string_view columns, std::string_view rest) {
  return "SELECT " + std::string{columns} +
         " FROM dead WHERE id BETWEEN ?1 AND ?2"
         " AND (?3 = '[]' OR id IN (SELECT value FROM json_each(?3)))"
         " AND (?4 < 0 OR event = ?4) AND (?5 = '' OR lane = ?5)"
         " AND (?6 = '' OR instr(reason, ?6) > 0) AND died >= ?7 AND (?8 = '' OR type = ?8)" +
         std::string{rest};
}

const std::string select_sql = from_those(
    "id, event, EXISTS(SELECT 1 FROM listeners WHERE listeners.id = lane), lane, part, type,"
    " reason, last_answer, attempts, first_failed, died",
    " ORDER BY id DESC LIMIT ?9");

const std::string count_sql = from_those("count(*), coalesce(sum(EXISTS(SELECT 1 FROM listeners"
                                         " WHERE listeners.id = lane)), 0)",
                                         "");

} // namespace

std::vector<dead_row> select_dead(sqlite_work& work, const sqlite_database& in,
                                  const dead_filter& which, std::size_t most,
                                  std::string_view after) {
  std::vector<dead_row> found;
  const auto filter = translated(which, after, in);
  if (!filter)
    return found;
  auto rows =
      work.query(select_sql, filter->first, filter->last, filter->rows, filter->event,
                 filter->listener, filter->reason, filter->since, filter->type, sqlite_limit(most));
  while (rows.next())
    found.push_back(dead_row_in(rows, in));
  return found;
}

dead_tally count_dead(sqlite_work& work, const sqlite_database& in, const dead_filter& which) {
  dead_tally sum;
  const auto filter = translated(which, {}, in);
  if (!filter)
    return sum;
  auto rows = work.query(count_sql, filter->first, filter->last, filter->rows, filter->event,
                         filter->listener, filter->reason, filter->since, filter->type);
  if (rows.next()) {
    sum.with_listener = static_cast<std::uint64_t>(rows.integer(1));
    sum.without = static_cast<std::uint64_t>(rows.integer(0)) - sum.with_listener;
  }
  return sum;
}

} // namespace fanfare
