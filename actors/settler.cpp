#include "actors/settler.hpp"

#include "actors/remainder.hpp"
#include "messages/crash_point.hpp"
#include "messages/event_type.hpp"
#include "messages/make_room.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 256;

void count(const finished_delivery& one, bool dies, counters& into) {
  into.delivered += one.how == ending::delivered;
  into.dropped += one.how == ending::dropped;
  into.failed += one.how == ending::retry || one.how == ending::rejected || one.how == ending::gone;
  into.dead += dies;
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
  matcher_.deliveries.give(std::exchange(desk_.freed, 0));
  tell_of_late();
  if (!news_.empty())
    chronicler_.notes.push(std::exchange(news_, {}));
  if (!deaths_.empty())
    chronicler_.deaths.push(std::exchange(deaths_, {}));
  commit();
}

void settler::take_all() {
  take_plans();
  work_through_items(desk_.unusable, desk_.bell, batches_a_turn, [this](dead_delivery& each) {
    auto& into = collected().what;
    make_room(into.settled);
    make_room(into.dead);
    into.settled.push_back(each.event);
    into.dead.push_back(std::move(each));
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
  one.planned = one.open = one.credit = plan.deliveries;
  one.bytes = plan.what->body.size();
  auto window = static_cast<std::uint64_t>(matcher_.deliveries.limit());
  one.excess = one.open > window ? static_cast<std::uint32_t>(one.open - window) : 0;
  if (one.open > 0) {
    desk_.flights.emplace(plan.what->id, std::move(one));
    return;
  }
  make_room_to_land(one);
  land(plan.what->id, one);
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
  // What may fail comes first: then the whole is done again.
  make_room_to_keep(of);
  if (of.open == 1)
    make_room_to_land(of);
  if (one.how == ending::delivered)
    ++around_.count.delivered; // The usual case leaves nothing behind.
  else if (one.how == ending::leased)
    lease(of, one);
  else
    keep(of, one);
  of.touched |= one.how != ending::withdrawn;
  give_back_early(of, one.how);
  if (--of.open > 0)
    return note_first_end(found->first, of);
  land(found->first, of);
  desk_.flights.erase(found);
}

void settler::keep(flight& of, const finished_delivery& one) {
  auto left = left_of(one);
  auto order = order_of(one, left);
  note_end(one, left.bury ? &*left.bury : nullptr);
  if (order)
    of.ordered.push_back(std::move(*order));
  if (left.park)
    of.parks.push_back(std::move(*left.park));
  if (left.bury)
    of.dead.push_back(std::move(*left.bury));
}

/// What was delivered is not in memory any more. And an event with more deliveries than the window
/// holds would wait for itself if the credit of all of them came back only at its end.
void settler::give_back_early(flight& of, ending how) {
  if (how != ending::delivered && of.excess == 0)
    return;
  if (of.excess > 0)
    --of.excess;
  --of.credit;
  ++desk_.freed;
}

void settler::finish_claim(finished_delivery& one) {
  auto& into = collected();
  make_room(into.ordered);
  make_room(into.what.retries);
  auto left = left_of(one);
  auto order = one.what.from == delivery_origin::leased ? order_of(one, left) : std::nullopt;
  retry_outcome how{one.what.what->id, one.what.to->what->id, one.what.part, std::move(left.park),
                    std::move(left.bury)};
  note_end(one, how.bury ? &*how.bury : nullptr);
  if (order)
    into.ordered.push_back(std::move(*order));
  into.what.retries.push_back(std::move(how));
  into.holds_up |= one.what.order_key != nullptr;
}

/// A copy, for what fails afterwards happens again.
remainder settler::left_of(const finished_delivery& one) {
  return one.left ? *one.left : remainder_of(one, age_of(one), spread_);
}

std::optional<order_note> settler::order_of(const finished_delivery& one, const remainder& left) {
  if (!left.park || !one.what.order_key)
    return std::nullopt;
  return order_note{one.what.to, *one.what.order_key, one.what.what->id};
}

std::chrono::milliseconds settler::age_of(const finished_delivery& one) {
  return one.what.age(
      std::chrono::duration_cast<std::chrono::milliseconds>(today_().time_since_epoch()));
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

/// Does nothing if it throws.
/// @param death null: it is not the end of it, or a good one.
void settler::note_end(const finished_delivery& one, const dead_delivery* death) {
  // Nobody is told that nobody could be told.
  if (death != nullptr && !is_engine_type(one.what.what->type))
    deaths_.push_back(
        {one.what.to->what->id, death->reason, death->last_answer, one.what.what->id.text()});
  count(one, death != nullptr, around_.count);
}

void settler::make_room_to_keep(flight& of) {
  make_room(of.parks);
  make_room(of.leases);
  make_room(of.parks_of_leases);
  make_room(of.dead);
  make_room(of.ordered);
}

/// Also for one more of each.
void settler::make_room_to_land(const flight& of) {
  auto& into = collected();
  make_room(into.what.settled);
  make_room(into.what.parks, of.leases.size() + of.parks.size() + 1);
  make_room(into.what.dead, of.dead.size() + 1);
  make_room(into.leased, of.leases.size() + 1);
  make_room(into.ordered, of.ordered.size() + 1);
}

void settler::land(const event_id& id, flight& done) {
  auto& into = desk_.collected.back();
  auto& back = into.credit;
  back.events += 1;
  back.bytes += static_cast<std::int64_t>(done.bytes);
  back.deliveries += done.credit;
  into.deliveries += done.planned;
  // Nobody knows of it yet: the journal keeps it as it is for the next start.
  if (!around_.running() && !done.touched && done.planned > 0)
    return;
  into.what.settled.push_back(id);
  for (auto* parks : {&done.parks_of_leases, &done.parks})
    std::move(parks->begin(), parks->end(), std::back_inserter(into.what.parks));
  std::move(done.dead.begin(), done.dead.end(), std::back_inserter(into.what.dead));
  std::move(done.leases.begin(), done.leases.end(), std::back_inserter(into.leased));
  std::move(done.ordered.begin(), done.ordered.end(), std::back_inserter(into.ordered));
}

} // namespace fanfare
