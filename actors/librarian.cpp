#include "actors/librarian.hpp"

#include "messages/listener_json.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace fanfare {

namespace {

/// How soon changes are noticed while no events come in.
constexpr std::chrono::milliseconds look_every{50};
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* subject = "listener changes";

/// Asks for the edits, unless nothing can have changed since the last time.
edits_answer look(store& in, std::uint64_t version, std::uint64_t seen_mark, bool wanted,
                  bool loaded) {
  edits_answer answer{seen_mark, listener_edits{version, true, {}}, {}};
  auto mark = in.events().change_mark();
  if (!mark) {
    answer.edits = mark.error();
    return answer;
  }
  answer.mark = *mark;
  if (!wanted && loaded && *mark == seen_mark)
    return answer;
  answer.edits = in.listeners().edits_since(version);
  if (!answer.edits || (answer.edits->complete && loaded))
    return answer;
  auto all = in.listeners().load();
  if (all)
    answer.all = std::move(*all);
  else
    answer.edits = all.error();
  return answer;
}

} // namespace

librarian::librarian(alarm_clock& clock, librarian_desk& desk, store_queue& store,
                     matcher_desk& matcher, current_index& listeners, delivery_options defaults,
                     listener_check check, surroundings& around)
    : clock_(clock), desk_(desk), store_(store), matcher_(matcher), listeners_(listeners),
      defaults_(defaults), check_(std::move(check)), around_(around) {}

void librarian::wake() {
  desk_.bell.answer();
  work_through(desk_.answers, desk_.bell, 1, [this](edits_answer& answer) { take(answer); });
  ask();
}

void librarian::take(edits_answer& answer) {
  desk_.asking = false;
  if (!answer.edits) {
    around_.problems.raise(subject, answer.edits.error().detail);
    desk_.pause_until = clock_.now() + pause_after_failure;
    return;
  }
  around_.problems.clear(subject);
  desk_.seen_mark = answer.mark;
  if (answer.all) {
    auto before = std::exchange(desk_.ranks, {});
    for (const auto& one : answer.all->all) {
      if (auto known = before.extract(one.id))
        desk_.ranks.insert(std::move(known));
      put(one);
    }
    for (const auto& [id, rank] : before)
      desk_.listeners.erase(rank);
    publish(answer.all->version);
    return;
  }
  if (answer.edits->version == desk_.version)
    return;
  for (const auto& edit : answer.edits->edits) {
    if (edit.now)
      put(*edit.now);
    else
      erase(edit.id);
  }
  publish(answer.edits->version);
}

void librarian::put(const stored_listener& one) {
  auto ready = make_ready(one);
  if (!ready) {
    around_.problems.say(log_level::error, "listener " + one.id + " is broken and " +
                                               (desk_.ranks.count(one.id) > 0 ? "stays as it was: "
                                                                              : "takes no part: ") +
                                               ready.error().detail);
    return;
  }
  auto [rank, is_new] = desk_.ranks.emplace(one.id, desk_.next_rank);
  if (is_new)
    ++desk_.next_rank;
  desk_.listeners[rank->second] = std::move(*ready);
}

void librarian::erase(const std::string& id) {
  if (auto known = desk_.ranks.extract(id))
    desk_.listeners.erase(known.mapped());
}

result<ready_listener_ptr> librarian::make_ready(const stored_listener& one) const {
  auto parsed = read_listener(one);
  if (!parsed)
    return parsed.error();
  auto pace = apply_delivery(parsed->delivery, defaults_);
  if (!pace)
    return pace.error();
  if (auto checked = check(*parsed); !checked)
    return checked.error();
  auto ready = std::make_shared<ready_listener>();
  ready->what = std::make_shared<const listener>(std::move(*parsed));
  ready->pace = *pace;
  return ready_listener_ptr{std::move(ready)};
}

/// The check may be the host's code, and may throw.
result<void> librarian::check(const listener& one) const {
  try {
    return check_(one);
  } catch (const std::exception& what) {
    return error{errc::invalid_listener,
                 std::string{"notifier_config: its notifier threw: "} + what.what()};
  }
}

void librarian::publish(std::uint64_t version) {
  desk_.version = version;
  std::vector<ready_listener_ptr> all;
  all.reserve(desk_.listeners.size());
  for (const auto& [rank, one] : desk_.listeners)
    all.push_back(one);
  listeners_.store(std::make_shared<const listener_index>(version, std::move(all)));
  matcher_.bell.ring();
}

void librarian::ask() {
  if (desk_.asking)
    return;
  auto now = clock_.now();
  auto wanted_version = desk_.wanted_version.load();
  auto wanted = wanted_version > desk_.version;
  // At once, but once: a store that does not have the version is not to be asked without end.
  auto urgent = wanted && wanted_version > desk_.asked_version;
  auto not_before = urgent ? desk_.pause_until : std::max(desk_.pause_until, desk_.look_at);
  if (now < not_before) {
    clock_.ring_at(not_before);
    return;
  }
  desk_.look_at = now + look_every;
  clock_.ring_at(desk_.look_at);
  desk_.asking = true;
  desk_.asked_version = wanted_version;
  store_.run([&desk = desk_, version = desk_.version, mark = desk_.seen_mark, wanted,
              loaded = listeners_.loaded()](store& in) {
    desk.answers.push(look(in, version, mark, wanted, loaded));
  });
}

} // namespace fanfare
