#include "actors/lane.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// A lane waits in memory for as long as this, which a receiver may also take to answer.
constexpr auto short_wait = lane_progress::least_patience;
/// Answers come within the timeout; what comes back with them takes a moment.
constexpr std::chrono::seconds beyond_timeout{1};
/// Whether what has been learnt of the receiver of one holds for the other as well.
bool same_receiver(const listener& one, const listener& other) {
  return one.notifier_config == other.notifier_config && one.delivery == other.delivery &&
         one.enabled == other.enabled && one.paused == other.paused;
}

/// From one due retry to the next, while fresh events wait too.
constexpr std::uint32_t turns_of_fresh = 3;

/// How long a lane knows that its receiver failed, without another attempt.
constexpr std::chrono::minutes memory{10};

} // namespace

bool lane_hold::parks(time_point now) const {
  switch (why) {
  case cause::nothing:
  case cause::places:
  case cause::rate:
    return false;
  case cause::asked:
    return until - now > short_wait;
  case cause::breaker:
  case cause::gone:
  case cause::stall:
    return true;
  }
  return false;
}

std::chrono::milliseconds lane_hold::pause(time_point now) const {
  // Who is gone is disabled at once, and what waits goes when somebody enables it.
  if (why == cause::gone || until == time_point::max() || until <= now)
    return std::chrono::milliseconds{0};
  return std::chrono::ceil<std::chrono::milliseconds>(until - now);
}

lane_hold lane::hold(time_point now, const usual_latency& everywhere) const {
  using cause = lane_hold::cause;
  if (gone_until > now)
    return {cause::gone, gone_until};
  if (auto from = breaker.admits_from(); from > now)
    return {cause::breaker, from};
  if (left_alone_until > now)
    return {cause::asked, left_alone_until};
  if (under_way >= listener->pace.concurrency)
    return {progress.stalled(now, everywhere) ? cause::stall : cause::places, time_point::max()};
  if (auto from = limit.admits_from(listener->pace.rate); from > now)
    return {cause::rate, from};
  return {};
}

bool lane::is_turn_of_due() const {
  if (due.empty() || fresh.empty())
    return fresh.empty();
  const auto window = listener->pace.concurrency;
  const auto kept_for_due = std::max(1u, window / 4);
  if (due_under_way >= kept_for_due)
    return false;
  // A window of one place has none to keep.
  const auto fresh_have_theirs = window > 1 && under_way - due_under_way >= window - kept_for_due;
  return owed_to_fresh == 0 || fresh_have_theirs;
}

std::optional<delivery> lane::next() {
  if (fresh.empty() && due.empty())
    return std::nullopt;
  const auto take_due = is_turn_of_due();
  if (take_due)
    owed_to_fresh = fresh.empty() ? 0 : turns_of_fresh;
  else if (owed_to_fresh > 0)
    --owed_to_fresh;
  auto& queue = take_due ? due : fresh;
  std::optional<delivery> first{std::move(queue.front())};
  queue.pop_front();
  ++under_way;
  if (take_due)
    ++due_under_way;
  return first;
}

void lane::attempted(time_point now) {
  if (under_way == 1)
    progress.begun(now);
  breaker.attempted();
  limit.attempted(now, listener->pace.rate);
}

void lane::learn_failure(const circuit_breaker::answer& what,
                         std::optional<lane_progress::duration> took, time_point now,
                         double spread) {
  progress.answered(now);
  if (took)
    progress.took(*took);
  if (what.asked)
    left_alone_until = std::max(left_alone_until, now + *what.asked);
  breaker.note(what, now, listener->pace, spread);
}

void lane::learn_gone(time_point now) {
  constexpr std::chrono::minutes belief{1};
  gone_until = now + belief;
}

void lane::take(ready_listener_ptr now) {
  const auto same = now == listener || same_receiver(*now->what, *listener->what);
  // Whoever touched it, the engine or who enabled it at once: it is not about to be disabled.
  if (now != listener)
    gone_until = {};
  listener = std::move(now);
  if (same)
    return;
  breaker = {};
  limit = {};
  left_alone_until = {};
  room = no_limit;
}

std::optional<lane_gate> lane::gate(const lane_hold& by) const {
  switch (by.why) {
  case lane_hold::cause::asked:
    return lane_gate{by.until, breaker.open()};
  case lane_hold::cause::gone:
    return lane_gate{by.until, true};
  case lane_hold::cause::breaker:
    if (by.until != time_point::max())
      return lane_gate{by.until, true};
    return lane_gate{progress.since() + listener->pace.timeout + beyond_timeout, true};
  case lane_hold::cause::stall:
    return lane_gate{progress.since() + listener->pace.timeout + beyond_timeout, false};
  case lane_hold::cause::nothing:
  case lane_hold::cause::places:
  case lane_hold::cause::rate:
    break;
  }
  // Its pause is over, and nobody has probed it yet.
  if (breaker.open())
    return lane_gate{breaker.admits_from(), true};
  return std::nullopt;
}

bool lane::remembers(time_point now) const {
  if (left_alone_until > now || gone_until > now || (order && !order->empty()))
    return true;
  return !breaker.at_rest() && now - std::max(last_busy, breaker.admits_from()) < memory;
}

} // namespace fanfare
