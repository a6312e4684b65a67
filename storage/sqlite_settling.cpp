#include "storage/sqlite_settling.hpp"

#include "storage/sqlite_parked.hpp"

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
  const parked_row row{what.listener, *position,       what.part,     now_ + what.delay.count(),
                       what.attempts, what.last_error, what.order_key};
  if (!park_row(work_, row, now_))
    return;
  ++event->second;
  ++changes_.parked;
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
  if (what.park) {
    repark_row(work_,
               {what.listener, *position, what.part, now_ + what.park->delay.count(),
                what.park->attempts, what.park->last_error},
               now_);
    return;
  }
  if (!unpark_row(work_, what.listener, *position, what.part, now_))
    return;
  --changes_.parked;
  if (what.bury)
    insert_dead(*position, *what.bury, what.listener, what.part);
  else
    changes_.referenced -= release_reference(work_, *position);
}

void sqlite_settling::insert_dead(std::int64_t position, const dead_delivery& what,
                                  std::string_view listener, std::string_view part) {
  changes_.dead +=
      work_.execute("INSERT INTO dead(event, lane, part, reason, last_answer, attempts, died)"
                    " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    position, listener, part, what.reason, what.last_answer, what.attempts, now_);
}

} // namespace fanfare
