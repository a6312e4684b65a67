#include "actors/custodian.hpp"

#include "messages/duration_text.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace fanfare {

namespace {

constexpr std::chrono::seconds look_every{5};
constexpr std::chrono::seconds pause_after_failure{1};
/// More would hold the store's lock too long.
constexpr std::size_t most_at_once = 256;
constexpr const char* subject = "held deliveries";

using std::chrono::milliseconds;

/// Whether it may be told of what it does not get: events of the engine's own
/// that wait for it would then cause others, time and again.
bool listens_to_engine(const listener& one) {
  return std::any_of(one.event_types.begin(), one.event_types.end(),
                     [](const std::string& each) { return each.starts_with("fanfare."); });
}

} // namespace

custodian::custodian(alarm_clock& clock, custodian_desk& desk, store_queue& reads,
                     store_queue& writes, const current_index& listeners,
                     std::vector<std::string> notifier_types, chronicler_desk& chronicler,
                     wall_clock today, surroundings& around)
    : clock_(clock), desk_(desk), reads_(reads), writes_(writes), listeners_(listeners),
      types_(std::move(notifier_types)), chronicler_(chronicler), today_(std::move(today)),
      around_(around) {}

void custodian::wake() {
  desk_.bell.answer();
  const auto step = [this](auto& answer) {
    desk_.asking = false;
    take(answer);
  };
  work_through(desk_.unclaimed, desk_.bell, 1, step);
  work_through(desk_.overdue, desk_.bell, 1, step);
  work_through(desk_.buried, desk_.bell, 1, step);
  if (!notes_.empty())
    chronicler_.holds.push(std::exchange(notes_, {}));
  if (!around_.running())
    return;
  if (listeners_.loaded())
    ask();
  else
    clock_.ring_at(clock_.now() + pause_after_failure);
}

// -- who is held, and since when ---------------------------------------------------

void custodian::take(unclaimed_answer& answer) {
  if (!answer.lanes)
    return fail(answer.lanes.error());
  around_.problems.clear(subject);
  for (const auto& state : answer.states)
    if (state.held_since)
      desk_.held.try_emplace(state.listener_id, *state.held_since);
  desk_.knows_states = true;
  const auto index = listeners_.load();
  std::set<std::string> held;
  for (const auto& id : *answer.lanes) {
    const auto of = index->find(id);
    const auto why = of ? why_held(*of->what) : std::nullopt;
    if (!why)
      continue;
    held.insert(id);
    look_into(*of, *why);
  }
  let_go(held);
}

std::optional<std::string> custodian::why_held(const listener& of) const {
  if (!of.enabled)
    return "disabled";
  if (of.paused)
    return "paused";
  if (std::find(types_.begin(), types_.end(), of.notifier_type) == types_.end())
    return "of a type that nobody delivers";
  return std::nullopt;
}

/// Notes since when it is held, and what of its deliveries has waited too long.
void custodian::look_into(const ready_listener& of, const std::string& why) {
  const auto now = today_();
  const auto& id = of.what->id;
  const auto [since, is_new] = desk_.held.try_emplace(id, now);
  if (is_new)
    notes_.push_back({id, now});
  const auto& pace = of.pace;
  const bool is_told = !listens_to_engine(*of.what);
  const bool by_hand = !of.what->enabled || of.what->paused;
  if (by_hand && pace.hold.count() > 0 && now - since->second >= pace.hold &&
      (pace.max_age.count() == 0 || pace.hold <= pace.max_age))
    desk_.lanes.push_back(
        {id, pace.hold,
         "held for longer than hold (" + to_text(pace.hold) + "): the listener is " + why,
         is_told});
  else if (pace.max_age.count() > 0)
    desk_.lanes.push_back(
        {id, pace.max_age,
         "older than max_age (" + to_text(pace.max_age) + "): the listener is " + why, is_told});
}

void custodian::let_go(const std::set<std::string>& held) {
  for (auto each = desk_.held.begin(); each != desk_.held.end();) {
    if (held.count(each->first) > 0) {
      ++each;
      continue;
    }
    notes_.push_back({each->first, std::nullopt});
    each = desk_.held.erase(each);
  }
}

// -- what has waited too long ------------------------------------------------------

void custodian::take(const overdue_answer& answer) {
  if (!answer.deliveries)
    return fail(answer.deliveries.error());
  if (answer.deliveries->empty())
    desk_.lanes.pop_front();
  else
    bury(*answer.deliveries);
}

void custodian::bury(const std::vector<waiting_delivery>& deliveries) {
  const auto& lane = desk_.lanes.front();
  settlement burial;
  for (const auto& each : deliveries)
    burial.retries.push_back({each.event, lane.listener, each.part, std::nullopt,
                              dead_delivery{each.event, lane.listener, each.part, lane.reason,
                                            each.last_error, each.attempts}});
  death_note toll{lane.listener, lane.reason, deliveries.back().last_error,
                  deliveries.back().event.text(), deliveries.size()};
  writes_.settle(std::move(burial), [&desk = desk_, toll = std::move(toll)](result<void> how) {
    desk.buried.push({std::move(how), toll});
  });
  desk_.asking = true;
}

void custodian::take(const burial_answer& answer) {
  if (!answer.how)
    return fail(answer.how.error());
  around_.count.dead += answer.what.count;
  if (desk_.lanes.front().is_told)
    chronicler_.deaths.push({answer.what});
  if (answer.what.count < most_at_once)
    desk_.lanes.pop_front();
}

// -- the store ----------------------------------------------------------------------

void custodian::fail(const error& why) {
  around_.problems.raise(subject, why.detail);
  desk_.lanes.clear();
  // The problem stands until a look finds that it is over.
  desk_.look_at = clock_.now() + pause_after_failure;
}

void custodian::ask() {
  if (desk_.asking)
    return;
  if (!desk_.lanes.empty())
    return ask_for_overdue();
  const auto now = clock_.now();
  if (now < desk_.look_at) {
    clock_.ring_at(desk_.look_at);
    return;
  }
  desk_.look_at = now + look_every;
  clock_.ring_at(desk_.look_at);
  reads_.run([&desk = desk_, types = types_, known = desk_.knows_states](store& in) {
    unclaimed_answer answer{in.parked().unclaimed(types)};
    if (answer.lanes && !known) {
      auto states = in.states().all();
      if (states)
        answer.states = *std::move(states);
      else
        answer.lanes = states.error();
    }
    desk.unclaimed.push(std::move(answer));
  });
  desk_.asking = true;
}

void custodian::ask_for_overdue() {
  reads_.run([&desk = desk_, lane = desk_.lanes.front()](store& in) {
    desk.overdue.push({in.parked().overdue(lane.listener, lane.by, most_at_once)});
  });
  desk_.asking = true;
}

} // namespace fanfare
