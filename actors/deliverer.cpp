#include "actors/deliverer.hpp"

#include "messages/crash_point.hpp"
#include "messages/make_room.hpp"
#include "messages/retry_on.hpp"
#include "messages/retry_policy.hpp"
#include "messages/surely.hpp"

#include <algorithm>
#include <exception>
#include <limits>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 64;
constexpr std::size_t attempts_a_send = 1024;
/// What is said of a delivery whose answer was lost with the process that got it.
constexpr const char* ended_before = "ended before this node was killed; its answer was not kept";

ending ending_of(verdict how) {
  switch (how) {
  case verdict::delivered:
    return ending::delivered;
  case verdict::retry:
    return ending::retry;
  case verdict::rejected:
    return ending::rejected;
  case verdict::gone:
    return ending::gone;
  case verdict::unsent:
    return ending::unsent;
  }
  return ending::retry;
}

/// A part that is not named by the listener as it is now. An empty one was
/// made where the parts were not known, and is the notifier's to make sense of.
bool has_no_more(const ready_listener& now, const std::string& part) {
  return !part.empty() && std::find(now.parts.begin(), now.parts.end(), part) == now.parts.end();
}

/// @pre its listener is the one to be used.
attempt attempt_at(const delivery& what, std::uint64_t ticket) {
  attempt one;
  one.what = what.what;
  one.to = what.to->what;
  surely([&] { one.part = what.part; });
  one.number = what.attempts + 1;
  one.timeout = what.to->pace.timeout;
  one.ticket = ticket;
  return one;
}

} // namespace

deliverer::deliverer(alarm_clock& clock, std::shared_ptr<deliverer_desk> desk,
                     std::shared_ptr<notifier> out, const delivery_site& site,
                     std::function<double()> spread)
    : clock_(clock), desk_(std::move(desk)), out_(std::move(out)), site_(site),
      spread_(std::move(spread)) {
  // A notifier of the host's may answer after the engine is gone.
  done_ = [weak = std::weak_ptr{desk_}](std::vector<outcome> answers) {
    if (auto alive = weak.lock())
      alive->outcomes.push(std::move(answers));
  };
}

void deliverer::wake() {
  desk_->bell.answer();
  now_ = clock_.now();
  today_.reset();
  desk_->sample.go_on(now_);
  allow_for_standstill();
  take_outcomes();
  take_orders();
  take_counts();
  take_late();
  take_work();
  // Before it looks whether the engine stops: a stop must not miss what is being handed over.
  desk_->attempts.store(desk_->under_way.size() + 1);
  if (site_.around.running()) {
    look_over_lanes();
    send();
    ring();
  } else {
    withdraw();
  }
  desk_->attempts.store(desk_->under_way.size());
  report();
}

// -- answers ----------------------------------------------------------------------

void deliverer::take_outcomes() {
  // All of them where some are to be sent again: what was answered is not.
  const auto most = desk_->alone.empty() ? batches_a_turn : std::numeric_limits<std::size_t>::max();
  work_through_items(desk_->outcomes, desk_->bell, most,
                     [this](outcome& answer) { take_outcome(answer); });
}

void deliverer::take_outcome(outcome& answer) {
  auto* const what = desk_->under_way.find(answer.ticket);
  if (what == nullptr)
    return;
  answer.how = with_retry_on(answer.how, answer.status, what->to->pace.retry_on);
  std::optional<std::chrono::milliseconds> pause;
  auto* const of = desk_->lanes.find(what->to->what->id);
  if (of != nullptr) {
    of->last_busy = now_;
    const auto was_open = of->breaker.open();
    pause = learn(*of, *what, answer);
    note_breaker(*of, was_open);
    record(*of, *what, answer);
    desk_->lanes.list(*of);
  }
  FANFARE_CRASH_POINT("answer");
  note_final(*what, answer.how);
  FANFARE_CRASH_POINT("noted");
  measure(*what, answer.how);
  // It leaves the table last, and for good: what threw before happens again.
  make_room(desk_->ended);
  if (of != nullptr)
    of->release(what->from);
  end(*desk_->under_way.redeem(answer.ticket), ending_of(answer.how), std::move(answer.detail),
      pause, answer.status);
}

/// Returns how long the delivery is to wait, if its schedule does not say it.
std::optional<std::chrono::milliseconds> deliverer::learn(lane& of, const delivery& what,
                                                          const outcome& answer) {
  const auto took = now_ - what.begun;
  if (answer.how == verdict::delivered) {
    desk_->watch.everywhere.note(took);
    of.learn_success(took, now_);
    return std::nullopt;
  }
  const auto answered = answer.status != 0;
  if (answered)
    desk_->watch.everywhere.note(took);
  if (answer.how == verdict::gone)
    of.learn_gone(now_);
  circuit_breaker::answer lesson{sign_of(answer.how, answer.status), what.begun};
  const auto again = answer.how == verdict::retry || answer.how == verdict::unsent;
  if (again && answer.retry_after)
    lesson.asked = pause_asked_for(*answer.retry_after, of.listener->pace, spread_());
  of.learn_failure(lesson, answered ? std::optional{took} : std::nullopt, now_, spread_());
  // It goes with the others of its lane, whose receiver was not asked either.
  if (answer.how == verdict::unsent && !lesson.asked && of.breaker.open())
    return lane_hold{lane_hold::cause::breaker, of.breaker.admits_from()}.pause(now_);
  return lesson.asked;
}

void deliverer::note_breaker(const lane& of, bool was_open) {
  if (of.breaker.open() != was_open)
    desk_->breakers.push_back({of.listener->what->id, of.breaker.open()});
}

void deliverer::measure(const delivery& what, verdict how) {
  auto& meter = desk_->meter;
  meter.attempts.record(std::chrono::duration_cast<std::chrono::microseconds>(now_ - what.begun));
  if (how == verdict::delivered)
    meter.latencies.record(today() -
                           std::chrono::milliseconds{static_cast<std::int64_t>(what.what->id.ms)});
}

std::chrono::milliseconds deliverer::today() {
  if (!today_)
    today_ =
        std::chrono::duration_cast<std::chrono::milliseconds>(site_.today().time_since_epoch());
  return *today_;
}

// -- lanes ------------------------------------------------------------------------

void deliverer::take_work() {
  work_through_items(desk_->work, desk_->bell, batches_a_turn, [this](delivery& each) {
    if (each.order_key)
      sort_in(std::move(each));
    else
      desk_->lanes.add(std::move(each));
  });
}

void deliverer::send() {
  send_alone();
  index_ = site_.listeners.load();
  desk_->lanes.list_due(now_);
  while (auto* next = desk_->lanes.next_listed()) {
    serve(*next);
    if (desk_->leaving.size() >= attempts_a_send)
      hand_over();
  }
  index_.reset();
  hand_over();
}

void deliverer::serve(lane& one) {
  if (!one.idle())
    one.last_busy = now_;
  refresh(one);
  if (!one.listener->takes_deliveries()) {
    park_waiting(one, "", {});
    return tell_retrier(one, {});
  }
  auto hold = one.hold(now_, desk_->watch.everywhere);
  fill_window(one, hold);
  if (one.waiting() > 0)
    keep_or_park(one, hold);
  else
    one.room = lane::no_limit;
  tell_retrier(one, hold);
}

void deliverer::fill_window(lane& from, lane_hold& hold) {
  while (hold.why == lane_hold::cause::nothing) {
    // What leaves its queue must have somewhere to go, also if memory is short.
    make_room(desk_->leaving);
    make_room(desk_->ended);
    desk_->under_way.make_room();
    auto next = from.next();
    if (!next)
      return;
    make_attempt(from, std::move(*next));
    hold = from.hold(now_, desk_->watch.everywhere);
  }
}

void deliverer::make_attempt(lane& from, delivery what) {
  what.to = from.listener;
  if (has_no_more(*from.listener, what.part)) {
    from.release(what.from);
    return end(std::move(what), ending::dropped);
  }
  if (is_too_old(what.age(today()), from.listener->pace)) {
    from.release(what.from);
    return end(std::move(what), ending::expired);
  }
  if (const auto known = recall(what)) {
    from.release(what.from);
    ++site_.around.count.recalled;
    return surely([&] { end(std::move(what), *known, ended_before); });
  }
  from.attempted(now_);
  what.begun = now_;
  const auto ticket = desk_->under_way.issue(std::move(what));
  desk_->leaving.push_back(attempt_at(*desk_->under_way.find(ticket), ticket));
}

/// One at a time, so that the one that a notifier throws over costs the others nothing.
void deliverer::send_alone() {
  hand_over(); // what one before this left here
  while (!desk_->alone.empty()) {
    make_room(desk_->leaving);
    desk_->under_way.make_room();
    // Under a new ticket: what is still said of the old one is of no use.
    if (auto what = desk_->under_way.redeem(desk_->alone.front())) {
      const auto ticket = desk_->under_way.issue(*std::move(what));
      desk_->leaving.push_back(attempt_at(*desk_->under_way.find(ticket), ticket));
    }
    desk_->alone.pop_front();
    hand_over();
  }
}

/// A notifier that throws has failed for these attempts, not for the engine. Of several it is
/// not known whose fault it was.
void deliverer::hand_over() {
  if (desk_->leaving.empty())
    return;
  // What a receiver has is never more than the count says.
  desk_->attempts.store(desk_->under_way.size());
  std::vector<std::uint64_t> tickets;
  tickets.reserve(desk_->leaving.size());
  for (const auto& each : desk_->leaving)
    tickets.push_back(each.ticket);
  std::string why = "unknown exception";
  try {
    out_->send(std::exchange(desk_->leaving, {}), done_);
    FANFARE_CRASH_POINT("attempt");
    return;
  } catch (const std::exception& what) {
    surely([&] { why = what.what(); });
  } catch (...) { // it stays unknown
  }
  if (tickets.size() == 1)
    return surely([&] {
      desk_->outcomes.push({{tickets.front(), verdict::retry, "the notifier threw: " + why}});
    });
  for (const auto each : tickets)
    surely([&] { desk_->alone.push_back(each); });
  desk_->bell.ring();
}

} // namespace fanfare
