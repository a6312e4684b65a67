#include "actors/settler.hpp"

#include "actors/remainder.hpp"
#include "messages/event_type.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 256;

void count(const finished_delivery& one, const remainder& left, counters& into) {
  into.delivered += one.how == ending::delivered;
  into.dropped += one.how == ending::dropped;
  into.failed += one.how == ending::retry || one.how == ending::rejected || one.how == ending::gone;
  into.dead += left.bury.has_value();
}

} // namespace

settler::settler(alarm_clock& clock, settler_desk& desk, store_queue& writer, reader_desk& reader,
                 matcher_desk& matcher, retrier_desk& retrier, chronicler_desk& chronicler,
                 const deliverer_directory& deliverers, wall_clock today,
                 std::function<double()> spread, surroundings& around)
    : clock_(clock), desk_(desk), writer_(writer), reader_(reader), matcher_(matcher),
      retrier_(retrier), chronicler_(chronicler), deliverers_(deliverers), today_(std::move(today)),
      spread_(std::move(spread)), around_(around) {}

void settler::wake() {
  desk_.bell.answer();
  woken_ = clock_.now();
  take_answers();
  take_all();
  if (!news_.empty())
    chronicler_.notes.push(std::exchange(news_, {}));
  if (!deaths_.empty())
    chronicler_.deaths.push(std::exchange(deaths_, {}));
  commit();
}

void settler::take_all() {
  take_plans();
  work_through_items(desk_.unusable, desk_.bell, batches_a_turn, [this](dead_delivery& each) {
    desk_.collected.what.settled.push_back(each.event);
    desk_.collected.what.dead.push_back(std::move(each));
    ++around_.count.dead;
  });
  work_through_items(desk_.finished, desk_.bell, batches_a_turn, [this](finished_delivery& each) {
    note_health(each);
    switch (each.what.from) {
    case delivery_origin::journal:
      return finish(each);
    case delivery_origin::retries:
      return finish_claim(each);
    case delivery_origin::leased:
      return finish_lease(each);
    }
  });
}

void settler::take_plans() {
  work_through_items(desk_.plans, desk_.bell, std::numeric_limits<std::size_t>::max(),
                     [this](const flight_plan& each) { open_flight(each); });
}

void settler::open_flight(const flight_plan& plan) {
  flight one;
  one.open = one.deliveries = plan.deliveries;
  one.bytes = plan.what->body.size();
  auto window = static_cast<std::uint64_t>(matcher_.deliveries.limit());
  one.excess = one.open > window ? static_cast<std::uint32_t>(one.open - window) : 0;
  if (one.open == 0)
    land(plan.what->id, one);
  else
    desk_.flights.emplace(plan.what->id, std::move(one));
}

void settler::finish(finished_delivery& one) {
  auto found = desk_.flights.find(one.what.what->id);
  if (found == desk_.flights.end()) {
    // Its plan was sent before it, so it is in the inbox by now.
    take_plans();
    found = desk_.flights.find(one.what.what->id);
  }
  if (found == desk_.flights.end())
    return;
  auto& of = found->second;
  if (one.how == ending::delivered)
    ++around_.count.delivered; // The usual case leaves nothing behind.
  else if (one.how == ending::leased)
    lease(of, one);
  else
    keep(of, one, left_of(one));
  of.touched |= one.how != ending::withdrawn;
  if (of.excess > 0)
    give_back_excess(of);
  if (--of.open > 0)
    return;
  land(found->first, of);
  desk_.flights.erase(found);
}

void settler::keep(flight& of, const finished_delivery& one, remainder left) {
  note_end(one, left);
  if (left.park && one.what.order_key)
    of.ordered.push_back({one.what.to, *one.what.order_key, one.what.what->id});
  if (left.park)
    of.parks.push_back(std::move(*left.park));
  if (left.bury)
    of.dead.push_back(std::move(*left.bury));
}

/// The event can be settled now, as if the attempt were a claim.
void settler::lease(flight& of, const finished_delivery& one) {
  of.leases.push_back(lease_of(one));
  auto& count = desk_.leases[one.what.what->id];
  if (count.open++ > 0)
    return;
  count.bytes = one.what.what->body.size();
  desk_.leased.bytes.take(static_cast<std::int64_t>(count.bytes));
}

/// An event with more deliveries than the window holds would wait for itself
/// if the credit of all of them came back only at its end.
void settler::give_back_excess(flight& of) {
  --of.excess;
  --of.deliveries;
  matcher_.deliveries.give(1);
}

void settler::finish_claim(finished_delivery& one) {
  auto left = left_of(one);
  note_end(one, left);
  if (left.park && one.what.order_key && one.what.from == delivery_origin::leased)
    desk_.collected.ordered.push_back({one.what.to, *one.what.order_key, one.what.what->id});
  desk_.collected.what.retries.push_back({one.what.what->id, one.what.to->what->id, one.what.part,
                                          std::move(left.park), std::move(left.bury)});
}

void settler::finish_lease(finished_delivery& one) {
  const auto& id = one.what.what->id;
  auto found = desk_.flights.find(id);
  if (found == desk_.flights.end()) {
    finish_claim(one);
    end_lease(id);
    return;
  }
  // The store does not know of the lease: it is as if there had been none.
  auto& leases = found->second.leases;
  auto left = left_of(one);
  leases.erase(std::remove_if(leases.begin(), leases.end(),
                              [&one](const parked_delivery& each) {
                                return each.listener == one.what.to->what->id &&
                                       each.part == one.what.part;
                              }),
               leases.end());
  keep(found->second, one, std::move(left));
  end_lease(id);
}

void settler::end_lease(const event_id& id) {
  auto& back = desk_.collected.credit;
  back.leased += 1;
  auto found = desk_.leases.find(id);
  if (found == desk_.leases.end() || --found->second.open > 0)
    return;
  back.leased_bytes += static_cast<std::int64_t>(found->second.bytes);
  desk_.leases.erase(found);
}

remainder settler::left_of(finished_delivery& one) {
  return one.left ? std::move(*one.left) : remainder_of(one, age_of(one), spread_);
}

std::chrono::milliseconds settler::age_of(const finished_delivery& one) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(today_().time_since_epoch()) -
         std::chrono::milliseconds{static_cast<std::int64_t>(one.what.what->id.ms)};
}

void settler::note_health(const finished_delivery& one) {
  auto& beat = one.what.to->beat;
  if (one.how == ending::delivered) {
    if (beat.succeeded(woken_))
      news_.push_back(
          {one.what.to->what->id, std::nullopt, false, is_engine_type(one.what.what->type)});
  } else if (one.how == ending::retry || one.how == ending::rejected || one.how == ending::gone) {
    beat.failed();
    news_.push_back({one.what.to->what->id, one.detail, one.how == ending::gone,
                     is_engine_type(one.what.what->type)});
  }
}

void settler::note_end(const finished_delivery& one, const remainder& left) {
  count(one, left, around_.count);
  // Nobody is told that nobody could be told.
  if (left.bury && !is_engine_type(one.what.what->type))
    deaths_.push_back({one.what.to->what->id, left.bury->reason, left.bury->last_answer,
                       one.what.what->id.text()});
}

void settler::land(const event_id& id, flight& done) {
  auto& back = desk_.collected.credit;
  back.events += 1;
  back.bytes += static_cast<std::int64_t>(done.bytes);
  back.deliveries += done.deliveries;
  // Nobody knows of it yet: the journal keeps it as it is for the next start.
  if (!around_.running() && !done.touched && done.deliveries > 0)
    return;
  auto& into = desk_.collected.what;
  into.settled.push_back(id);
  into.parks.insert(into.parks.end(), done.leases.begin(), done.leases.end());
  std::move(done.parks.begin(), done.parks.end(), std::back_inserter(into.parks));
  std::move(done.dead.begin(), done.dead.end(), std::back_inserter(into.dead));
  std::move(done.leases.begin(), done.leases.end(), std::back_inserter(desk_.collected.leased));
  std::move(done.ordered.begin(), done.ordered.end(), std::back_inserter(desk_.collected.ordered));
}

} // namespace fanfare
