#include "storage/sqlite_holdings.hpp"

#include "storage/sqlite_parked.hpp"
#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <algorithm>
#include <map>

namespace fanfare {

namespace {

constexpr std::size_t most_in_a_step = 256;
/// Of the oldest, and as many of the newest.
constexpr std::size_t sample = 8;

using by_listener = std::map<std::string, holding, std::less<>>;

holding& of(by_listener& all, std::string_view listener) {
  const auto known = all.find(listener);
  if (known != all.end())
    return known->second;
  return all.emplace(std::string{listener}, holding{std::string{listener}}).first->second;
}

void count_parked(sqlite_work& work, by_listener& into) {
  auto rows = work.query("SELECT lane, count(*) FROM parked GROUP BY lane");
  while (rows.next())
    of(into, rows.text(0)).parked = static_cast<std::uint64_t>(rows.integer(1));
}

void count_dead(sqlite_work& work, std::int64_t now, by_listener& into) {
  auto rows = work.query("SELECT lane, count(*), min(died) FROM dead GROUP BY lane");
  while (rows.next()) {
    auto& one = of(into, rows.text(0));
    one.dead = static_cast<std::uint64_t>(rows.integer(1));
    one.oldest_dead = std::chrono::milliseconds{now - rows.integer(2)};
  }
}

// The length of a body is read without the body.

std::uint64_t size_of_parked(sqlite_work& work, std::string_view listener) {
  return static_cast<std::uint64_t>(work.number(
      "SELECT CAST(avg(length(body)) AS INTEGER) FROM journal WHERE position IN (SELECT event FROM"
      " (SELECT event FROM parked WHERE lane = ?1 ORDER BY event, part LIMIT ?2) UNION SELECT event"
      " FROM (SELECT event FROM parked WHERE lane = ?1 ORDER BY event DESC, part DESC LIMIT ?2))",
      0, listener, sqlite_limit(sample)));
}

std::uint64_t size_of_dead(sqlite_work& work, std::string_view listener) {
  return static_cast<std::uint64_t>(work.number(
      "SELECT CAST(avg(length(body)) AS INTEGER) FROM journal WHERE position IN (SELECT event FROM"
      " (SELECT event FROM dead WHERE lane = ?1 ORDER BY died, id LIMIT ?2) UNION SELECT event"
      " FROM (SELECT event FROM dead WHERE lane = ?1 ORDER BY died DESC, id DESC LIMIT ?2))",
      0, listener, sqlite_limit(sample)));
}

struct kept_row {
  std::int64_t row; ///< Of a dead letter.
  std::int64_t event;
  std::string part; ///< Of a parked delivery.
};

/// Drops the parked deliveries of the oldest events; they stand in this order in the table.
std::size_t drop_oldest_parked(sqlite_work& work, std::string_view listener, std::size_t most,
                               std::int64_t now, counter_changes& changes) {
  std::vector<kept_row> oldest;
  {
    auto rows = work.query("SELECT event, part FROM parked WHERE lane = ?1"
                           " ORDER BY event, part LIMIT ?2",
                           listener, sqlite_limit(most));
    while (rows.next())
      oldest.push_back({0, rows.integer(0), std::string{rows.text(1)}});
  }
  for (const auto& each : oldest) {
    unpark_row(work, listener, each.event, each.part, now);
    --changes.parked;
    release_reference(work, each.event, changes);
  }
  refresh_lane(work, listener);
  return oldest.size();
}

std::size_t drop_oldest_dead(sqlite_work& work, std::string_view listener, std::size_t most,
                             std::int64_t died_by, counter_changes& changes) {
  std::vector<kept_row> oldest;
  {
    auto rows = work.query("SELECT id, event FROM dead WHERE lane = ?1 AND died <= ?2"
                           " ORDER BY died, id LIMIT ?3",
                           listener, died_by, sqlite_limit(most));
    while (rows.next())
      oldest.push_back({rows.integer(0), rows.integer(1), {}});
  }
  for (const auto& each : oldest) {
    changes.dead -= work.execute("DELETE FROM dead WHERE id = ?1", each.row);
    release_reference(work, each.event, changes);
  }
  return oldest.size();
}

/// Carries out steps, each in a transaction of its own, until there is nothing left to do.
template <class Step>
result<std::uint64_t> in_steps(sqlite_database& in, std::size_t most, Step step) {
  std::uint64_t done = 0;
  while (done < most) {
    const auto wanted = std::min(most_in_a_step, most - static_cast<std::size_t>(done));
    sqlite_work work{in.writer(), sqlite_work::kind::write};
    counter_changes changes;
    const auto dropped = step(work, wanted, changes);
    apply(changes, work);
    if (auto written = work.commit(); !written)
      return written.error();
    done += dropped;
    if (dropped < wanted)
      break;
  }
  return done;
}

} // namespace

result<std::vector<holding>> sqlite_holdings::all() {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  by_listener all;
  count_parked(work, all);
  count_dead(work, in_.now(), all);
  if (auto done = work.commit(); !done)
    return done.error();
  std::vector<holding> list;
  list.reserve(all.size());
  for (auto& each : all)
    list.push_back(std::move(each.second));
  return list;
}

result<std::uint64_t> sqlite_holdings::bytes() {
  return read_counter(in_.reader(), "SELECT kept_bytes FROM counters");
}

result<report_sizes> sqlite_holdings::sizes_of(std::string_view listener) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  const report_sizes sizes{size_of_parked(work, listener), size_of_dead(work, listener)};
  if (auto done = work.commit(); !done)
    return done.error();
  return sizes;
}

result<std::uint64_t> sqlite_holdings::drop_parked(std::string_view listener, std::size_t most) {
  return in_steps(in_, most, [&](sqlite_work& work, std::size_t some, counter_changes& changes) {
    return drop_oldest_parked(work, listener, some, in_.now(), changes);
  });
}

result<std::uint64_t> sqlite_holdings::drop_dead(std::string_view listener, std::size_t most,
                                                 std::chrono::milliseconds age) {
  return in_steps(in_, most, [&](sqlite_work& work, std::size_t some, counter_changes& changes) {
    return drop_oldest_dead(work, listener, some, in_.now() - age.count(), changes);
  });
}

} // namespace fanfare
