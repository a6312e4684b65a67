#include "actors/retrier.hpp"

#include "actors/journaled_event.hpp"
#include "messages/crash_point.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t lanes_an_asking = 256;
/// How soon deliveries are noticed that other processes parked.
constexpr std::chrono::milliseconds look_every{500};
/// How long lanes that have more are claimed for without a look at the others.
constexpr std::chrono::milliseconds turn_of_some{50};
constexpr const char* subject = "retries";

template <class T>
std::vector<T> one_of(T item) {
  std::vector<T> one;
  one.push_back(std::move(item));
  return one;
}

} // namespace

retrier::retrier(alarm_clock& clock, retrier_desk& desk, store_queue& store,
                 const current_index& listeners, const deliverer_directory& deliverers,
                 settler_desk& settler, std::vector<std::string> notifier_types,
                 surroundings& around, caution* care)
    : clock_(clock), desk_(desk), store_(store), listeners_(listeners), deliverers_(deliverers),
      settler_(settler), types_(std::move(notifier_types)), around_(around), care_(care) {}

void retrier::wake() {
  desk_.bell.answer();
  // Claims first: one that came again while it was being settled is still known as claimed.
  work_through(desk_.claims, desk_.bell, 1, [this](claim_answer& answer) { take_claimed(answer); });
  // All of them: what is shut must not be claimed.
  work_through_items(desk_.gates, desk_.bell, std::numeric_limits<std::size_t>::max(),
                     [this](gate_note& note) { take_gate(note); });
  work_through(desk_.freed, desk_.bell, 64, [this](freed_claims& freed) { take_freed(freed); });
  work_through(desk_.due, desk_.bell, 1, [this](due_answer& answer) { take_due(answer); });
  work_through_items(desk_.counts, desk_.bell, lanes_an_asking,
                     [this](order_count& question) { count_order(question); });
  if (around_.running())
    ask();
  desk_.open.store(desk_.book.size() + (desk_.claiming ? 1 : 0));
}

void retrier::take_freed(const freed_claims& freed) {
  const auto now = clock_.now();
  for (const auto& each : freed.leased)
    desk_.book.begin(each.event, each.listener, each.part, {delivery_origin::leased, 0, now});
  for (const auto& each : freed.which) {
    desk_.book.end(each.event, each.listener, each.part, now);
    note_next_in_order(each.listener);
  }
  desk_.pace.ended(freed.which.size());
  if (!freed.which.empty())
    ask_by(std::chrono::milliseconds{0});
  if (freed.next_due)
    ask_by(*freed.next_due);
}

void retrier::take_gate(const gate_note& note) {
  if (!note.gate) {
    desk_.shut.erase(note.listener);
    ask_by(std::chrono::milliseconds{0});
    return;
  }
  desk_.shut.insert_or_assign(note.listener, *note.gate);
  desk_.book.begin_anew(note.listener);
  ask_at(note.gate->shut_until);
}

void retrier::take_due(const due_answer& answer) {
  desk_.asking = false;
  if (!answer.lanes) {
    around_.problems.raise(subject, answer.lanes.error().detail);
    return;
  }
  around_.problems.clear(subject);
  desk_.book.forget_idle(clock_.now());
  keep_full(*answer.lanes);
  auto wanted = wanted_of(*answer.lanes);
  if (!around_.running())
    return;
  if (is_careful())
    claim_with_care(std::move(wanted));
  else if (!wanted.empty())
    claim(std::move(wanted));
}

void retrier::claim(std::vector<claim_request> wanted) {
  store_.run([&desk = desk_, wanted = std::move(wanted)](store& from) {
    auto asked_for = wanted; // first: whoever was claimed must not be forgotten
    FANFARE_CRASH_POINT("before-claim");
    auto claimed = from.parked().claim(wanted);
    FANFARE_CRASH_POINT("after-claim");
    desk.claims.push({std::move(claimed), std::move(asked_for)});
  });
  desk_.claiming = true;
}

void retrier::take_claimed(claim_answer& answer) {
  desk_.claiming = false;
  if (!answer.claimed) {
    around_.problems.raise(subject, answer.claimed.error().detail);
    return;
  }
  desk_.pace.claimed(clock_.now(), answer.claimed->size());
  note_full_lanes(answer);
  const auto kills = is_careful() && !takes_with_care(answer);
  // Half of one may be gone when this actor dies over it: then its lease brings it back.
  for (auto& done = desk_.claims.done_of_front(); done < answer.claimed->size();)
    send((*answer.claimed)[done++], kills ? claim_fate::buried : claim_fate::attempted);
  if (!answer.claimed->empty())
    ask_by(std::chrono::milliseconds{0});
}

void retrier::send(claimed_delivery& one, claim_fate fate) {
  auto to = listeners_.load()->find(one.listener);
  auto* desk = to ? deliverers_.find(*to->what) : nullptr;
  // Deleted meanwhile, and its deliveries with it; else the lease brings this one back.
  if (desk == nullptr)
    return;
  const auto id = one.event.id;
  const auto bytes = one.event.body.size();
  auto what = read_event(std::move(one.event));
  delivery next{what ? *what : std::make_shared<const event>(event{id, {}, {}}), std::move(to),
                std::move(one.part), one.attempts, delivery_origin::retries};
  const claim_book::entry claim{delivery_origin::retries, bytes, clock_.now()};
  next.replayed_at = one.replayed_at;
  if (!one.order_key.empty())
    next.order_key = std::make_shared<const std::string>(std::move(one.order_key));
  const auto part = next.part;
  std::vector<delivery> work;
  std::vector<finished_delivery> finished;
  if (fate == claim_fate::buried)
    finished = one_of(finished_delivery{std::move(next), ending::poisonous, {}});
  else if (!what)
    finished = one_of(finished_delivery{std::move(next), ending::rejected, what.error().detail});
  else
    work = one_of(std::move(next));
  // Its lease ran out while it waited here: it is still ours, and the lease is new.
  if (!desk_.book.begin(id, one.listener, part, claim))
    return;
  if (work.empty())
    settler_.finished.push(std::move(finished));
  else
    desk->work.push(std::move(work));
}

/// Whoever is not answered asks again.
void retrier::count_order(order_count& question) {
  const auto to = listeners_.load()->find(question.listener);
  auto* const asker = to ? deliverers_.find(*to->what) : nullptr;
  if (asker == nullptr)
    return;
  store_.run([asker, count = std::move(question)](store& from) mutable {
    auto keys = from.parked().ordered_keys(count.listener);
    if (!keys)
      return;
    for (auto& each : *keys)
      count.parked.emplace(std::move(each.key), each.parked);
    asker->counts.push(std::move(count));
  });
}

void retrier::ask() {
  if (desk_.asking || desk_.claiming)
    return;
  if (care_ != nullptr && care_->now() < caution::stage::claims)
    return;
  const auto now = clock_.now();
  desk_.pace.look(now, around_.count.arrived(), around_.count.delivered + around_.count.failed);
  desk_.yields.store(desk_.pace.yields());
  if (const auto from = std::max(desk_.ask_at, desk_.pace.admits_from()); now < from) {
    clock_.ring_at(from);
    return;
  }
  desk_.ask_at = now + look_every;
  clock_.ring_at(desk_.ask_at);
  if (room() == 0)
    return;
  if (now < desk_.look_at && !desk_.full.empty() && !is_careful()) {
    ask_at(desk_.look_at);
    clock_.ring_at(desk_.ask_at);
    if (auto more = wanted_of(full_lanes()); !more.empty())
      claim(std::move(more));
    return;
  }
  desk_.look_at = now + turn_of_some;
  // Lanes whose places are all taken, or whose gate is shut, may come first; they must not hide the
  // others.
  auto most = lanes_an_asking + desk_.book.listeners() + desk_.shut.size();
  store_.run([&desk = desk_, types = types_, most](store& from) {
    desk.due.push({from.parked().due(types, look_every, most)});
  });
  desk_.asking = true;
}

void retrier::ask_by(std::chrono::milliseconds from_now) { ask_at(clock_.now() + from_now); }

void retrier::ask_at(std::chrono::steady_clock::time_point when) {
  desk_.ask_at = std::min(desk_.ask_at, when);
}

} // namespace fanfare
