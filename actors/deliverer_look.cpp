#include "actors/deliverer.hpp"

#include <algorithm>
#include <limits>
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
/// A notifier that is so much later than an attempt's timeout will not answer any more.
constexpr std::chrono::seconds lost_after{60};
constexpr const char* never_answered = "the notifier has not answered for 60 s beyond the timeout";
/// Lanes count that had work within this time.
constexpr std::chrono::seconds of_late{2};
/// Queues that are no longer keep few events from being settled.
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
  desk_->watch.judge_from = now_ + lost_after;
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
  give_up_lost_attempts();
  lease_slow_attempts();
  lease_what_holds_up();
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
  if (!one.idle())
    one.last_busy = now_;
  if (waits_for_others(one))
    ++census.waiting;
  else if (!one.idle())
    ++census.served;
  else if (now_ - one.last_busy < of_late)
    ++census.idle;
  const auto young =
      one.idle() && ++idle <= lane_table::most_idle && now_ - one.last_busy < lane_table::idle_for;
  if (!one.idle() || young || one.remembers(now_)) {
    // One that waits may stall, and one of which the retrier knows may be well again.
    if (one.waiting() > 0 || one.told)
      desk_->lanes.list(one);
    return false;
  }
  if (one.told)
    desk_->gates.push_back({one.listener->what->id, std::nullopt});
  one.told.reset();
  return true;
}

/// Those are the host's, which may be wrong; others must not wait for them for ever.
void deliverer::give_up_lost_attempts() {
  if (now_ < desk_->watch.judge_from)
    return;
  std::vector<outcome> lost;
  desk_->under_way.for_each([&](const delivery& each, std::uint64_t ticket) {
    if (now_ - each.begun >= each.to->pace.timeout + lost_after)
      lost.push_back({.ticket = ticket, .how = verdict::retry, .detail = never_answered});
  });
  if (!lost.empty())
    desk_->outcomes.push(std::move(lost));
}

void deliverer::lease_slow_attempts() {
  desk_->under_way.for_each([&](delivery& each, std::uint64_t) {
    if (each.from == delivery_origin::journal && now_ - each.begun >= settled_after)
      lease(each, "under way", each.begun);
  });
}

void deliverer::take_late() {
  work_through_items(desk_->late, desk_->bell, std::numeric_limits<std::size_t>::max(),
                     [this](const event_id& each) { desk_->held_up.insert(each); });
}

/// Leases what waits, where other deliveries of its event are parked or dead and
/// the store has to know; also what waits for others of its key, which keeps its place.
void deliverer::lease_what_holds_up() {
  auto& events = desk_->held_up;
  if (events.empty())
    return;
  bool all = true;
  const auto lease_if_late = [&](delivery& each) {
    if (each.from == delivery_origin::journal && events.count(each.what->id) > 0)
      all = lease(each, "waits for its turn", now_) && all;
  };
  desk_->lanes.look_over([&](lane& of) {
    of.fresh.for_each(lease_if_late);
    if (of.order)
      of.order->for_each_waiting(lease_if_late);
    return false;
  });
  if (all)
    events.clear();
}

/// Parks one that is on its way, so that its event can be settled without it.
/// Returns false if so many are leased that it may not be.
/// @param since when its time began.
bool deliverer::lease(delivery& what, const char* how_it_is, alarm_clock::time_point since) {
  auto& allowed = site_.settler.leased;
  if (allowed.deliveries.left() <= 0 || allowed.bytes.left() <= 0)
    return false;
  const auto until = since + what.to->pace.timeout + beyond_timeout;
  end(delivery{what}, ending::leased, how_it_is,
      std::chrono::ceil<std::chrono::milliseconds>(until - now_));
  allowed.deliveries.take(1);
  what.from = delivery_origin::leased;
  return true;
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
