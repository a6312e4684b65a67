#include "actors/librarian.hpp"

#include "matching/filter.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace fanfare {

namespace {

/// How soon changes are noticed while no events come in.
constexpr std::chrono::milliseconds look_every{50};
/// Between two snapshots: what changes meanwhile comes with the next.
constexpr std::chrono::milliseconds swap_pause{10};
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* subject = "listener changes";
constexpr const char* quarantine_subject = "quarantine of listeners";

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
  // The quarantine first: whom it names and the listeners do not is gone.
  auto quarantined = in.broken().all();
  auto all = quarantined ? in.listeners().load() : quarantined.error();
  if (!all) {
    answer.edits = all.error();
    return answer;
  }
  answer.all = std::move(*all);
  answer.quarantined = std::move(*quarantined);
  return answer;
}

/// Writes to the store who is in quarantine and who is not.
result<void> write_down(const std::map<std::string, quarantine_note>& notes, quarantine& to) {
  for (const auto& [id, what] : notes) {
    auto done = what.reason.empty() ? to.lift(id) : to.put(id, what.reason, what.last_good);
    if (!done)
      return done;
  }
  return {};
}

} // namespace

librarian::librarian(alarm_clock& clock, librarian_desk& desk, store_queue& reads,
                     store_queue& writes, merger_desk& merger, matcher_desk& matcher,
                     crier_desk& crier, current_index& listeners, delivery_options defaults,
                     listener_check check, surroundings& around)
    : clock_(clock), desk_(desk), reads_(reads), writes_(writes), merger_(merger),
      matcher_(matcher), crier_(crier), listeners_(listeners), defaults_(std::move(defaults)),
      check_(std::move(check)), around_(around) {}

void librarian::wake() {
  desk_.bell.answer();
  work_through(desk_.answers, desk_.bell, 1, [this](edits_answer& answer) { take(answer); });
  work_through(desk_.merged, desk_.bell, 1, [this](const merged_layers& made) {
    desk_.listeners.take(made);
    desk_.has_news = true;
  });
  work_through(desk_.noted, desk_.bell, 1, [this](const result<void>& how) { take_noted(how); });
  publish_in_time();
  write_notes();
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
    take_all(answer);
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
  desk_.version = answer.edits->version;
  desk_.has_news = true;
}

void librarian::take_all(edits_answer& answer) {
  for (auto& one : answer.quarantined)
    desk_.quarantine.all.try_emplace(std::move(one.id),
                                     quarantine_note{one.reason, std::move(one.last_good)});
  auto unmet = desk_.quarantine.all;
  auto before = desk_.listeners.ids();
  for (const auto& one : answer.all->all) {
    before.erase(one.id);
    unmet.erase(one.id);
    put(one);
  }
  for (const auto& id : before)
    desk_.listeners.erase(id);
  for (const auto& [id, why] : unmet)
    lift(id);
  desk_.version = answer.all->version;
  desk_.has_news = true;
}

void librarian::put(const stored_listener& one) {
  auto found = examine(one.id, one.json);
  if (!found) {
    set_aside(one, found.error());
    return;
  }
  desk_.listeners.put(std::move(found->ready), std::move(found->asked));
  // What this node cannot check may have been put aside by one that can.
  if (found->whom == checked_by::its_notifier)
    lift(one.id);
}

/// Goes on with the version before: the one of this node, or the one in quarantine.
void librarian::set_aside(const stored_listener& one, const error& why) {
  std::string last_good;
  auto known = desk_.listeners.find(one.id);
  if (known) {
    last_good = to_json(*known->what);
  } else if (const auto kept = desk_.quarantine.all.find(one.id);
             kept != desk_.quarantine.all.end()) {
    last_good = kept->second.last_good;
    if (auto before = examine(one.id, last_good))
      desk_.listeners.put(known = std::move(before->ready), std::move(before->asked));
  }
  around_.problems.say(log_level::error,
                       "listener " + (is_listener_name(one.id) ? one.id : quoted(one.id)) +
                           " is broken and " + (known ? "stays as it was: " : "takes no part: ") +
                           why.detail);
  note(one.id, {why.detail, std::move(last_good)});
}

void librarian::erase(const std::string& id) {
  desk_.listeners.erase(id);
  lift(id);
}

result<librarian::finding> librarian::examine(std::string_view id, std::string_view json) const {
  auto parsed = kept_listener(id, json);
  if (!parsed)
    return parsed.error();
  auto pace = apply_delivery(parsed->delivery, defaults_);
  if (!pace)
    return pace.error();
  auto asked = parsed->filter.empty() ? filter::of_everything() : compile_filter(parsed->filter);
  if (!asked)
    return asked.error();
  auto checked = check(*parsed);
  if (!checked)
    return checked.error();
  auto ready = std::make_shared<ready_listener>();
  ready->what = std::make_shared<const listener>(std::move(*parsed));
  ready->pace = *pace;
  ready->parts = std::move(checked->parts);
  return finding{std::move(ready), *std::move(asked), checked->whom};
}

/// The check may be the host's code, and may throw whatever it likes.
result<checked_config> librarian::check(const listener& one) const {
  const auto threw = [](const char* what) {
    return error{errc::invalid_listener,
                 std::string{"notifier_config: its notifier threw: "} + what};
  };
  try {
    return check_(one);
  } catch (const std::bad_alloc&) {
    throw; // no fault of the listener's
  } catch (const std::exception& what) {
    return threw(what.what());
  } catch (...) {
    return threw("unknown exception");
  }
}

/// What changes soon after a snapshot comes with the next.
void librarian::publish_in_time() {
  if (!desk_.has_news)
    return;
  const auto not_before = desk_.published_at + swap_pause;
  if (clock_.now() < not_before)
    clock_.ring_at(not_before);
  else
    publish();
}

void librarian::publish() {
  desk_.has_news = false;
  listeners_.store(desk_.listeners.snapshot(desk_.version));
  desk_.published_at = clock_.now();
  matcher_.bell.ring();
  if (auto order = desk_.listeners.order_merge())
    merger_.orders.push(*std::move(order));
}

void librarian::ask() {
  if (desk_.asking)
    return;
  auto now = clock_.now();
  auto wanted_version = desk_.wanted_version.load();
  auto wanted = wanted_version > desk_.version;
  // At once, but once: a store that does not have the version is not to be asked without end.
  auto urgent = wanted && wanted_version > desk_.asked_version;
  auto not_before =
      std::max(desk_.pause_until, urgent ? desk_.published_at + swap_pause : desk_.look_at);
  if (now < not_before) {
    clock_.ring_at(not_before);
    return;
  }
  desk_.look_at = now + look_every;
  clock_.ring_at(desk_.look_at);
  reads_.run([&desk = desk_, version = desk_.version, mark = desk_.seen_mark, wanted,
              loaded = listeners_.loaded()](store& in) {
    desk.answers.push(look(in, version, mark, wanted, loaded));
  });
  desk_.asking = true;
  desk_.asked_version = wanted_version;
}

void librarian::note(const std::string& id, quarantine_note what) {
  auto [known, is_new] = desk_.quarantine.all.try_emplace(id);
  if (!is_new && known->second == what)
    return;
  known->second = what;
  tell_quarantined(id, what.reason);
  desk_.quarantine.to_note[id] = std::move(what);
}

void librarian::tell_quarantined(const std::string& id, const std::string& reason) {
  listener_event news;
  news.what = listener_event::kind::quarantined;
  news.listener_id = id;
  news.reason = reason;
  if (const auto known = desk_.listeners.find(id)) {
    news.listener_name = known->what->name;
    news.notifier_type = known->what->notifier_type;
  }
  crier_.news.push({std::move(news)});
}

void librarian::lift(const std::string& id) {
  if (desk_.quarantine.all.erase(id) > 0)
    desk_.quarantine.to_note[id] = {};
}

void librarian::take_noted(const result<void>& how) {
  auto given = std::exchange(desk_.quarantine.under_note, {});
  if (how) {
    around_.problems.clear(quarantine_subject);
    return;
  }
  around_.problems.raise(quarantine_subject, how.error().detail);
  desk_.quarantine.note_at = clock_.now() + pause_after_failure;
  desk_.quarantine.to_note.merge(given); // what has been noted since is newer
}

void librarian::write_notes() {
  if (!desk_.quarantine.under_note.empty() || desk_.quarantine.to_note.empty())
    return;
  if (clock_.now() < desk_.quarantine.note_at) {
    clock_.ring_at(desk_.quarantine.note_at);
    return;
  }
  writes_.run([&desk = desk_, notes = desk_.quarantine.to_note](store& in) {
    desk.noted.push(write_down(notes, in.broken()));
  });
  desk_.quarantine.under_note = std::exchange(desk_.quarantine.to_note, {});
}

} // namespace fanfare
