#include "actors/herald.hpp"

#include <utility>

namespace fanfare {

namespace {

constexpr std::chrono::seconds speak_every{3};
constexpr std::chrono::seconds speak_again_after{1};
constexpr std::chrono::seconds ask_every{3};
constexpr std::chrono::seconds look_every{30};
constexpr std::chrono::seconds watch_every{1};
constexpr const char* subject = "heartbeat";

} // namespace

herald::herald(alarm_clock& clock, herald_desk& desk, store_queue& writer, store_queue& reader,
               journal_backlog& journal, outage_report outages, surroundings& around)
    : clock_(clock), desk_(desk), writer_(writer), reader_(reader), journal_(journal),
      outages_(std::move(outages)), around_(around) {}

void herald::wake() {
  desk_.bell.answer();
  work_through(desk_.answers, desk_.bell, 1,
               [this](const result<void>& answer) { take_heard(answer); });
  work_through(desk_.conditions, desk_.bell, 1,
               [this](const condition_answer& answer) { take_condition(answer); });
  const auto now = clock_.now();
  if (now >= desk_.watch.notifiers_at)
    watch_notifiers();
  clock_.ring_at(desk_.watch.notifiers_at);
  if (!desk_.speaking && now >= desk_.speak_at)
    speak();
  if (!desk_.watch.asking && now >= desk_.watch.ask_at)
    ask();
  if (!desk_.speaking)
    clock_.ring_at(desk_.speak_at);
  if (!desk_.watch.asking)
    clock_.ring_at(desk_.watch.ask_at);
}

void herald::watch_notifiers() {
  desk_.watch.notifiers_at = clock_.now() + watch_every;
  auto over = std::exchange(desk_.watch.outages, {});
  for (const auto& [type, why] : outages_()) {
    const auto subject_of = "notifier " + type;
    around_.problems.warn(subject_of, why);
    desk_.watch.outages.insert(subject_of);
    over.erase(subject_of);
  }
  for (const auto& gone : over)
    around_.problems.lift_warning(gone);
}

void herald::speak() {
  desk_.speak_at = clock_.now() + speak_every;
  writer_.run([&desk = desk_](store& in) { desk.answers.push(in.heartbeat()); });
  desk_.speaking = true;
}

void herald::take_heard(const result<void>& answer) {
  desk_.speaking = false;
  if (answer) {
    around_.problems.clear(subject);
    return;
  }
  around_.problems.raise(subject, answer.error().detail);
  desk_.speak_at = clock_.now() + speak_again_after;
}

void herald::ask() {
  const auto now = clock_.now();
  desk_.watch.ask_at = now + ask_every;
  const bool look = now >= desk_.watch.look_at;
  reader_.run([&desk = desk_, &journal = journal_, look](store& of) {
    const auto balance = journal.balance();
    condition_answer answer{balance, of.events().unsettled()};
    if (look && answer.unsettled)
      answer.dangers = of.dangers();
    desk.conditions.push(std::move(answer));
  });
  desk_.watch.asking = true;
}

void herald::take_condition(const condition_answer& answer) {
  desk_.watch.asking = false;
  if (answer.unsettled)
    journal_.read(*answer.unsettled, answer.balance_then);
  if (!answer.dangers || !*answer.dangers)
    return;
  desk_.watch.look_at = clock_.now() + look_every;
  warn_of(**answer.dangers);
}

void herald::warn_of(const std::vector<finding>& dangers) {
  auto over = std::exchange(desk_.watch.warned, {});
  for (const auto& each : dangers) {
    around_.problems.warn(each.subject, each.what + "; " + each.advice);
    desk_.watch.warned.insert(each.subject);
    over.erase(each.subject);
  }
  for (const auto& gone : over)
    around_.problems.lift_warning(gone);
}

} // namespace fanfare
