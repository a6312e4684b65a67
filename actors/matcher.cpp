#include "actors/matcher.hpp"

#include "messages/crash_point.hpp"
#include "messages/order_key.hpp"
#include "storage/seen_types.hpp"

#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t batches_a_turn = 16;
/// So many go on together, also of one event: the first are under way while the
/// next are made.
constexpr std::size_t deliveries_a_turn = 4'096;
constexpr std::chrono::milliseconds patience_for_listeners{1'000};
constexpr const char* listeners_late = "listeners";
constexpr unsigned matchers_an_event_may_kill = 3;

std::size_t deliveries_to(const ready_listener& one) {
  return one.parts.empty() ? 1 : one.parts.size();
}

} // namespace

matcher::matcher(alarm_clock& clock, matcher_desk& desk, reader_desk& reader,
                 librarian_desk& librarian, const current_index& listeners,
                 const deliverer_directory& deliverers, settler_desk& settler,
                 cataloguer_desk& cataloguer, surroundings& around)
    : clock_(clock), desk_(desk), reader_(reader), librarian_(librarian), listeners_(listeners),
      deliverers_(deliverers), settler_(settler), cataloguer_(cataloguer), around_(around) {}

void matcher::wake() {
  desk_.bell.answer();
  sent_ = 0;
  note_late_listeners();
  for (auto left = batches_a_turn; auto* batch = desk_.batches.front(); --left) {
    if (left == 0) {
      desk_.bell.ring();
      break;
    }
    // An event half sent is finished first: its plan says how many deliveries there are.
    if (!around_.running() && !desk_.progress.announced) {
      drop(*batch);
      desk_.batches.pop();
      continue;
    }
    if (!listeners_are_current(*batch))
      break;
    pass_on_order(*batch);
    if (!match_batch(*batch))
      break;
    desk_.known.backlog |= batch->end_of_backlog;
    desk_.progress = {};
    desk_.batches.pop();
  }
  flush();
  index_.reset();
}

/// Also if no other event comes after those that could not wait.
void matcher::note_late_listeners() {
  if (!desk_.late_version || listeners_.load()->version() < *desk_.late_version)
    return;
  around_.problems.clear(listeners_late);
  desk_.late_version.reset();
}

bool matcher::listeners_are_current(const event_batch& batch) {
  // The librarian rings when they are there, however long that takes.
  if (!listeners_.loaded())
    return false;
  index_ = listeners_.load();
  if (index_->version() >= batch.listeners_version) {
    desk_.waiting_since.reset();
    return true;
  }
  auto now = clock_.now();
  if (!desk_.waiting_since)
    desk_.waiting_since = now;
  if (now - *desk_.waiting_since >= patience_for_listeners) {
    around_.problems.raise(listeners_late, "the changes made last could not be loaded within 1 s; "
                                           "events are matched with the ones before");
    desk_.late_version = batch.listeners_version;
    return true;
  }
  librarian_.wanted_version.store(batch.listeners_version);
  librarian_.bell.ring();
  clock_.ring_at(*desk_.waiting_since + patience_for_listeners);
  return false;
}

/// Returns false if the turn or the credit ran out before the end of the batch.
bool matcher::match_batch(event_batch& batch) {
  auto& at = desk_.progress;
  for (; at.event < batch.events.size(); ++at.event) {
    const auto& what = batch.events[at.event];
    if (!at.announced) {
      if (!around_.running()) {
        drop(batch);
        return true;
      }
      if (!match_or_bury(what))
        continue;
    }
    if (!send_deliveries(what))
      return false;
    at.announced = false;
  }
  return true;
}

/// An event that nobody can match must not keep the others from it. Returns
/// whether it has been matched.
bool matcher::match_or_bury(const event_ptr& what) {
  auto& at = desk_.progress;
  try {
    match_event(what);
    at.failures = 0;
    return true;
  } catch (const std::exception& why) {
    // The first times it may not have been the event's fault.
    if (++at.failures < matchers_an_event_may_kill)
      throw;
    std::vector<dead_delivery> buried;
    buried.push_back(
        {what->id, {}, {}, std::string{"it could not be matched: "} + why.what(), {}, 0});
    settler_.unusable.push(std::move(buried));
    around_.problems.say(log_level::error,
                         "event " + what->id.text() + " is dead: matching it failed " +
                             std::to_string(at.failures) + " times, of " + why.what());
    at.failures = 0;
    reader_.events.give(1);
    reader_.bytes.give(static_cast<std::int64_t>(what->body.size()));
    return false;
  }
}

void matcher::match_event(const event_ptr& what) {
  FANFARE_CRASH_POINT("match");
  meet(what->type);
  auto& at = desk_.progress;
  at.listeners.clear();
  at.sent = at.part = 0;
  at.order_keys.clear();
  at.index = index_;
  index_->match(what->type, {what->body, what->distinct_keys}, at.listeners);
  if (const auto spared =
          std::erase_if(at.listeners, [](const auto* each) { return !(*each)->what->enabled; }))
    around_.count.skipped += spared;
  std::size_t deliveries = 0;
  for (const auto* each : at.listeners)
    deliveries += deliveries_to(**each);
  desk_.out.plans.push_back({what, static_cast<std::uint32_t>(deliveries)});
  at.announced = true;
}

void matcher::meet(const std::string& type) {
  auto& met = desk_.known.met_types;
  if (met.size() < seen_types::most && met.insert(type).second)
    desk_.out.new_types.push_back(type);
}

bool matcher::send_deliveries(const event_ptr& what) {
  auto& at = desk_.progress;
  for (; at.sent < at.listeners.size(); ++at.sent) {
    if (!send_parts(what, *at.listeners[at.sent]))
      return false;
    at.part = 0;
  }
  return true;
}

bool matcher::send_parts(const event_ptr& what, const ready_listener_ptr& to) {
  auto& at = desk_.progress;
  auto* const deliverer = deliverers_.find(*to->what);
  for (; at.part < deliveries_to(*to); ++at.part) {
    if (desk_.deliveries.left() <= 0)
      return false;
    if (sent_ == deliveries_a_turn) {
      desk_.bell.ring();
      return false;
    }
    ++sent_;
    delivery next;
    next.what = what;
    next.to = to;
    if (!to->parts.empty())
      next.part = to->parts[at.part];
    if (!to->pace.ordering.empty())
      next.order_key = order_key_for(to->pace.ordering, *what);
    if (deliverer != nullptr)
      desk_.out.deliveries[deliverer].push_back(std::move(next));
    else
      hold(std::move(next));
    desk_.deliveries.take(1);
  }
  return true;
}

std::shared_ptr<const std::string> matcher::order_key_for(const std::string& ordering,
                                                          const event& what) {
  auto& known = desk_.progress.order_keys;
  if (const auto found = known.find(ordering); found != known.end())
    return found->second;
  std::shared_ptr<const std::string> made;
  if (auto key = order_key(ordering, what.type, what.body))
    made = std::make_shared<const std::string>(std::move(*key));
  known.emplace(ordering, made);
  return made;
}

/// Before the events of the batch, which go behind what is parked.
void matcher::pass_on_order(event_batch& batch) {
  for (; !batch.parked.empty(); batch.parked.pop_back()) {
    const auto& each = batch.parked.back();
    const auto to = index_->find(each.listener);
    if (auto* const deliverer = to ? deliverers_.find(*to->what) : nullptr)
      deliverer->orders.push({{to, each.key, {}, each.parked}});
  }
}

void matcher::hold(delivery what) {
  const auto& type = what.to->what->notifier_type;
  if (desk_.known.held_types.insert(type).second)
    around_.problems.say(log_level::warning, "deliveries to listeners of type " + type +
                                                 " are held: " + deliverers_.why_held(type));
  desk_.out.homeless.push_back(std::move(what));
}

/// Leaves the rest of a batch to the journal, which still has it.
void matcher::drop(const event_batch& batch) {
  std::int64_t events = 0;
  std::int64_t bytes = 0;
  for (auto i = desk_.progress.event; i < batch.events.size(); ++i) {
    ++events;
    bytes += static_cast<std::int64_t>(batch.events[i]->body.size());
  }
  desk_.progress = {};
  reader_.events.give(events);
  reader_.bytes.give(bytes);
}

/// The plans go first: no ending may reach the settler before its plan.
void matcher::flush() {
  auto& out = desk_.out;
  if (!out.plans.empty())
    settler_.plans.push(std::exchange(out.plans, {}));
  for (auto& [to, batch] : out.deliveries)
    if (!batch.empty())
      to->work.push(std::exchange(batch, {}));
  if (desk_.known.backlog && !around_.backlog_read)
    around_.backlog_read = true;
  if (!out.new_types.empty())
    cataloguer_.met.push(std::exchange(out.new_types, {}));
  if (out.homeless.empty())
    return;
  std::vector<finished_delivery> withdrawn;
  withdrawn.reserve(out.homeless.size());
  for (auto& each : std::exchange(out.homeless, {}))
    withdrawn.push_back({std::move(each), ending::withdrawn, {}});
  settler_.finished.push(std::move(withdrawn));
}

} // namespace fanfare
