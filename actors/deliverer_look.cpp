#include "actors/deliverer.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

constexpr std::chrono::milliseconds look_every{100};
/// A look so much too late: the process did not run, and answers may be there unread.
constexpr std::chrono::seconds standstill{1};
/// An attempt that takes longer must not keep its event from being settled.
constexpr std::chrono::seconds settled_after{1};
/// A lease ends so long after the timeout of its attempt.
constexpr std::chrono::seconds beyond_timeout{10};
/// Lanes count that had work within this time.
constexpr std::chrono::seconds of_late{2};
/// Queues that are no longer harm nobody.
constexpr std::size_t least_room = 64;

/// Whether something waits there since the window is full, or for others of its key.
bool waits_for_others(const lane& one) {
  return (one.order && one.order->waiting() > 0) ||
         (one.waiting() > 0 && one.under_way >= one.listener->pace.concurrency);
}

} // namespace

/// Nobody could see progress while the process was stopped.
void deliverer::allow_for_standstill() {
  if (desk_->under_way.size() == 0 || now_ < desk_->watch.look_at + standstill)
    return;
  desk_->lanes.look_over([this](lane& each) {
    each.progress.begun(now_);
    return false;
  });
}

void deliverer::look_over_lanes() {
  auto& watch = desk_->watch;
  if (now_ < watch.look_at)
    return;
  watch.look_at = now_ + look_every;
  lease_slow_attempts();
  count_parked();
  lane_census census;
  std::size_t idle = 0;
  desk_->lanes.look_over([&](lane& each) { return look_at(each, census, idle); });
  watch.census.post(census);
  if (watch.crowding.note(site_.window.full(), census_of_all()))
    cut_longest_queues();
}

/// Returns whether the lane may be forgotten.
bool deliverer::look_at(lane& one, lane_census& census, std::size_t& idle) {
  // One that waits may stall, and one of which the retrier knows may be well again.
  if (one.waiting() > 0 || one.told)
    desk_->lanes.list(one);
  if (waits_for_others(one))
    ++census.waiting;
  else if (!one.idle())
    ++census.served;
  else if (now_ - one.last_busy < of_late)
    ++census.idle;
  if (!one.idle())
    return false;
  const auto kept = ++idle <= lane_table::most_idle && now_ - one.last_busy < lane_table::idle_for;
  if (kept || one.remembers(now_))
    return false;
  if (one.told)
    desk_->gates.push_back({one.listener->what->id, std::nullopt});
  one.told.reset();
  return true;
}

void deliverer::lease_slow_attempts() {
  auto& allowed = site_.settler.leased;
  desk_->under_way.for_each([&](delivery& each) {
    if (each.from != delivery_origin::journal || now_ - each.begun < settled_after)
      return;
    if (allowed.deliveries.left() <= 0 || allowed.bytes.left() <= 0)
      return;
    const auto until = each.begun + each.to->pace.timeout + beyond_timeout;
    end(delivery{each}, ending::leased, "under way",
        std::chrono::ceil<std::chrono::milliseconds>(until - now_));
    allowed.deliveries.take(1);
    each.from = delivery_origin::leased;
  });
}

lane_census deliverer::census_of_all() const {
  lane_census all;
  for (const auto& each : site_.desks)
    all += each->watch.census.read();
  return all;
}

void deliverer::cut_longest_queues() {
  std::vector<std::size_t> queues;
  std::size_t together = 0;
  desk_->lanes.look_over([&](lane& each) {
    queues.push_back(each.waiting_fresh());
    together += each.waiting_fresh();
    return false;
  });
  const auto room = std::max(least_room, level_of(std::move(queues), together / 4));
  desk_->lanes.look_over([&](lane& each) {
    if (each.waiting_fresh() > room) {
      each.room = room;
      desk_->lanes.list(each);
    }
    return false;
  });
}

/// While there are lanes, one look after the other.
void deliverer::ring() {
  if (desk_->lanes.size() == 0)
    return;
  auto when = desk_->watch.look_at;
  if (const auto alarm = desk_->lanes.next_alarm())
    when = std::min(when, *alarm);
  clock_.ring_at(when);
}

} // namespace fanfare
