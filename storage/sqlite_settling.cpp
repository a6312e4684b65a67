#include "storage/sqlite_settling.hpp"

namespace fanfare {

sqlite_settling::sqlite_settling(const sqlite_database& in, sqlite_work& work)
    : in_(in), work_(work), now_(in.now()) {}

void sqlite_settling::carry_out(const settlement& what) {
  kept_deliveries kept;
  if (!what.parks.empty() || !what.dead.empty())
    kept = unsettled_among(what.settled);
  for (const auto& delivery : what.parks)
    park(delivery, kept);
  for (const auto& delivery : what.dead)
    bury(delivery, kept);
  for (const auto& id : what.settled)
    if (const auto position = in_.position_of(id)) {
      const auto found = kept.find(*position);
      settle(*position, found == kept.end() ? 0 : found->second);
    }
  // After the parks: two settlements in one group may park and then finish one.
  for (const auto& outcome : what.retries)
    finish(outcome);
  for (const auto& lane : lanes_)
    refresh_lane(work_, lane);
}

sqlite_settling::kept_deliveries
sqlite_settling::unsettled_among(const std::vector<event_id>& events) {
  kept_deliveries found;
  for (const auto& id : events) {
    const auto position = in_.position_of(id);
    if (position &&
        work_.number("SELECT 1 FROM journal WHERE position = ?1 AND refs = 0", 0, *position) == 1)
      found.emplace(*position, 0);
  }
  return found;
}

void sqlite_settling::park(const parked_delivery& what, kept_deliveries& kept) {
  const auto position = in_.position_of(what.event);
  const auto event = position ? kept.find(*position) : kept.end();
  if (event == kept.end())
    return;
  const auto added =
      work_.execute("INSERT INTO parked(lane, event, part, due, attempts, last_error)"
                    " SELECT ?1, ?2, ?3, ?4, ?5, ?6"
                    " WHERE EXISTS(SELECT 1 FROM listeners WHERE id = ?1)"
                    " ON CONFLICT DO NOTHING",
                    what.listener, *position, what.part, now_ + what.delay.count(), what.attempts,
                    what.last_error);
  event->second += added;
  changes_.parked += added;
  if (added != 0)
    lanes_.insert(what.listener);
}

void sqlite_settling::bury(const dead_delivery& what, kept_deliveries& kept) {
  const auto position = in_.position_of(what.event);
  const auto event = position ? kept.find(*position) : kept.end();
  if (event == kept.end())
    return;
  insert_dead(*position, what, what.listener, what.part);
  ++event->second;
}

void sqlite_settling::settle(std::int64_t position, std::int64_t references) {
  if (references == 0) {
    changes_.unsettled -=
        work_.execute("DELETE FROM journal WHERE position = ?1 AND refs = 0", position);
    return;
  }
  const auto settled = work_.execute(
      "UPDATE journal SET refs = ?2 WHERE position = ?1 AND refs = 0", position, references);
  changes_.unsettled -= settled;
  changes_.referenced += settled;
}

void sqlite_settling::finish(const retry_outcome& what) {
  const auto position = in_.position_of(what.event);
  if (!position)
    return;
  lanes_.insert(what.listener);
  if (what.bury) {
    if (unpark(*position, what))
      insert_dead(*position, *what.bury, what.listener, what.part);
  } else if (what.park) {
    work_.execute("UPDATE parked SET due = ?4, attempts = ?5, last_error = ?6"
                  " WHERE lane = ?1 AND event = ?2 AND part = ?3",
                  what.listener, *position, what.part, now_ + what.park->delay.count(),
                  what.park->attempts, what.park->last_error);
  } else if (unpark(*position, what)) {
    changes_.referenced -= release_reference(work_, *position);
  }
}

bool sqlite_settling::unpark(std::int64_t position, const retry_outcome& what) {
  const auto gone = work_.execute("DELETE FROM parked WHERE lane = ?1 AND event = ?2 AND part = ?3",
                                  what.listener, position, what.part);
  changes_.parked -= gone;
  return gone != 0;
}

void sqlite_settling::insert_dead(std::int64_t position, const dead_delivery& what,
                                  std::string_view listener, std::string_view part) {
  changes_.dead +=
      work_.execute("INSERT INTO dead(event, lane, part, reason, last_answer, attempts, died)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    position, listener, part, what.reason, what.last_answer, what.attempts, now_);
}

} // namespace fanfare
