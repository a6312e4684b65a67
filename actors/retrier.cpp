#include "actors/retrier.hpp"

#include "actors/journaled_event.hpp"
#include "messages/crash_point.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t lanes_an_asking = 256;
constexpr std::size_t most_claims = 4'096;
/// How soon deliveries are noticed that other processes parked.
constexpr std::chrono::milliseconds look_every{500};
/// Added to an attempt's timeout. A claim that waits longer for its turn is
/// claimed again, and known as ours.
constexpr std::chrono::seconds lease_beyond_timeout{15};
constexpr const char* subject = "retries";

std::string claim_key(const event_id& event, const std::string& listener, const std::string& part) {
  return event.text() + '|' + listener + '|' + part;
}

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
  desk_.open.store(desk_.book.claimed.size() + (desk_.claiming ? 1 : 0));
  if (around_.running())
    ask();
}

void retrier::take_freed(const freed_claims& freed) {
  auto& book = desk_.book;
  for (const auto& each : freed.leased) {
    if (!book.claimed
             .emplace(claim_key(each.event, each.listener, each.part), delivery_origin::leased)
             .second)
      continue;
    ++book.held[each.listener];
    ++book.leased;
  }
  for (const auto& each : freed.which) {
    auto claim = book.claimed.find(claim_key(each.event, each.listener, each.part));
    if (claim == book.claimed.end())
      continue;
    if (claim->second == delivery_origin::leased)
      --book.leased;
    book.claimed.erase(claim);
    if (auto held = book.held.find(each.listener); held != book.held.end() && --held->second == 0)
      book.held.erase(held);
  }
  if (!freed.which.empty())
    ask_by(std::chrono::milliseconds{0});
  if (freed.next_due)
    ask_by(*freed.next_due);
}

void retrier::take_gate(const gate_note& note) {
  auto& gates = desk_.book.gates;
  if (!note.gate) {
    gates.erase(note.listener);
    ask_by(std::chrono::milliseconds{0});
    return;
  }
  gates.insert_or_assign(note.listener, *note.gate);
  ask_at(note.gate->shut_until);
}

void retrier::take_due(const due_answer& answer) {
  desk_.asking = false;
  if (!answer.lanes) {
    around_.problems.raise(subject, answer.lanes.error().detail);
    return;
  }
  around_.problems.clear(subject);
  auto index = listeners_.load();
  auto room = most_claims - std::min(most_claims, claims());
  std::vector<claim_request> wanted;
  for (const auto& lane : *answer.lanes) {
    if (lane.in.count() > 0) {
      ask_by(lane.in);
      break;
    }
    auto to = index->find(lane.listener);
    if (!to)
      continue;
    auto places = std::min(free_places(*to), room);
    if (places == 0)
      continue;
    room -= places;
    wanted.push_back({lane.listener, places, to->pace.timeout + lease_beyond_timeout});
  }
  if (!around_.running())
    return;
  if (is_careful())
    claim_with_care(std::move(wanted));
  else if (!wanted.empty())
    claim(std::move(wanted));
}

void retrier::claim(std::vector<claim_request> wanted) {
  store_.run([&desk = desk_, wanted = std::move(wanted)](store& from) {
    FANFARE_CRASH_POINT("before-claim");
    auto claimed = from.parked().claim(wanted);
    FANFARE_CRASH_POINT("after-claim");
    desk.claims.push({std::move(claimed)});
  });
  desk_.claiming = true;
}

std::size_t retrier::claims() const { return desk_.book.claimed.size() - desk_.book.leased; }

std::size_t retrier::free_places(const ready_listener& of) {
  const auto& book = desk_.book;
  std::size_t window = of.pace.concurrency;
  if (auto gate = book.gates.find(of.what->id); gate != book.gates.end()) {
    if (clock_.now() < gate->second.shut_until) {
      ask_at(gate->second.shut_until);
      return 0;
    }
    if (gate->second.one_by_one)
      window = 1;
  }
  auto held = book.held.find(of.what->id);
  return held == book.held.end() ? window : window - std::min(window, held->second);
}

void retrier::take_claimed(claim_answer& answer) {
  desk_.claiming = false;
  if (!answer.claimed) {
    around_.problems.raise(subject, answer.claimed.error().detail);
    return;
  }
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
  auto& book = desk_.book;
  const auto key = claim_key(one.event.id, one.listener, one.part);
  // Its lease ran out while it waited here: it is still ours, and the lease is new.
  if (book.claimed.count(key) > 0)
    return;
  const auto id = one.event.id;
  auto what = read_event(std::move(one.event));
  delivery next{what ? *what : std::make_shared<const event>(event{id, {}, {}}), std::move(to),
                std::move(one.part), one.attempts, delivery_origin::retries};
  std::vector<delivery> work;
  std::vector<finished_delivery> finished;
  if (fate == claim_fate::buried)
    finished = one_of(finished_delivery{std::move(next), ending::poisonous, {}});
  else if (!what)
    finished = one_of(finished_delivery{std::move(next), ending::rejected, what.error().detail});
  else
    work = one_of(std::move(next));
  auto& held = book.held[one.listener];
  book.claimed.emplace(key, delivery_origin::retries);
  ++held;
  if (work.empty())
    settler_.finished.push(std::move(finished));
  else
    desk->work.push(std::move(work));
}

void retrier::ask() {
  if (desk_.asking || desk_.claiming)
    return;
  if (care_ != nullptr && care_->now() < caution::stage::claims)
    return;
  auto now = clock_.now();
  if (now < desk_.ask_at) {
    clock_.ring_at(desk_.ask_at);
    return;
  }
  desk_.ask_at = now + look_every;
  clock_.ring_at(desk_.ask_at);
  if (claims() >= most_claims)
    return;
  // Lanes whose places are all taken, or whose gate is shut, may come first; they must not hide the
  // others.
  auto most = lanes_an_asking + desk_.book.held.size() + desk_.book.gates.size();
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
