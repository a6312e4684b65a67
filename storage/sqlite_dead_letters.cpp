#include "storage/sqlite_dead_letters.hpp"

#include "storage/sqlite_dead_rows.hpp"
#include "storage/sqlite_parked.hpp"
#include "storage/sqlite_summaries.hpp"
#include "storage/sqlite_work.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace fanfare {

namespace {

/// Parks a delivery anew. If it is parked already, one of its two places goes.
void revive(sqlite_work& work, const dead_row& what, std::int64_t now, std::int64_t due,
            counter_changes& changes) {
  const parked_row row{.listener = what.letter.listener_id,
                       .event = what.event,
                       .part = what.letter.part,
                       .due = due,
                       .last_error = what.letter.last_answer,
                       .replayed = due};
  if (park_row(work, row, now))
    ++changes.parked;
  else
    release_reference(work, what.event, changes);
}

std::int64_t delay_of(std::uint64_t nth, const replay_pace& pace) {
  const auto delay = pace.first + static_cast<std::int64_t>(nth) * pace.step;
  return std::max<std::int64_t>(
      0, std::chrono::duration_cast<std::chrono::milliseconds>(delay).count());
}

/// Counts what waits, lane by lane, while there is more to come.
class lane_room {
public:
  lane_room(sqlite_work& work, const parked_limits& most) : work_(work), most_(most) {}

  bool has_some(const std::string& listener) {
    const auto most = most_.of(listener);
    return most == std::numeric_limits<std::uint64_t>::max() || waiting(listener) < most;
  }

  void fill(const std::string& listener) {
    if (const auto known = waiting_.find(listener); known != waiting_.end())
      ++known->second;
  }

private:
  std::uint64_t waiting(const std::string& listener) {
    const auto [lane, is_new] = waiting_.emplace(listener, 0);
    if (is_new)
      lane->second = static_cast<std::uint64_t>(
          work_.number("SELECT count(*) FROM parked WHERE lane = ?1", 0, listener));
    return lane->second;
  }

  sqlite_work& work_;
  const parked_limits& most_;
  std::map<std::string, std::uint64_t> waiting_;
};

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
  for (auto& each : select_dead(work, in_, which, limit, after))
    letters.push_back(std::move(each.letter));
  if (auto done = work.commit(); !done)
    return done.error();
  return letters;
}

result<std::optional<buried_report>> sqlite_dead_letters::find(std::string_view id) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  std::optional<buried_report> found;
  for (auto& each : select_dead(work, in_, {.ids = {std::string{id}}}, 1, {})) {
    auto rows = work.query("SELECT body FROM journal WHERE position = ?1", each.event);
    found = buried_report{std::move(each.letter), rows.next() ? std::string{rows.text(0)} : ""};
  }
  if (auto done = work.commit(); !done)
    return done.error();
  return found;
}

result<dead_step> sqlite_dead_letters::replay(const dead_filter& which, std::size_t most,
                                              std::string_view after, replay_pace pace,
                                              const parked_limits& room) {
  most = std::min(most, most_in_a_step);
  sqlite_work work{in_.writer(), sqlite_work::kind::write};
  const auto now = in_.now();
  const auto rows = select_dead(work, in_, which, most, after);
  auto step = step_over(rows, most);
  counter_changes changes;
  lane_room lanes{work, room};
  for (const auto& each : rows) {
    if (!each.has_listener) {
      ++step.left;
      continue;
    }
    if (!lanes.has_some(each.letter.listener_id)) {
      ++step.full;
      continue;
    }
    changes.dead -= work.execute("DELETE FROM dead WHERE id = ?1", each.row);
    revive(work, each, now, now + delay_of(step.done, pace), changes);
    refresh_lane(work, each.letter.listener_id);
    lanes.fill(each.letter.listener_id);
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
  const auto rows = select_dead(work, in_, which, most, after);
  auto step = step_over(rows, most);
  counter_changes changes;
  for (const auto& each : rows) {
    changes.dead -= work.execute("DELETE FROM dead WHERE id = ?1", each.row);
    release_reference(work, each.event, changes);
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

result<dead_tally> sqlite_dead_letters::count(const dead_filter& which) {
  sqlite_work work{in_.reader(), sqlite_work::kind::read};
  const auto sum = count_dead(work, in_, which);
  if (auto done = work.commit(); !done)
    return done.error();
  return sum;
}

} // namespace fanfare
