#include "actors/chronicler.hpp"
#include "messages/make_room.hpp"
#include "messages/surely.hpp"

#include <algorithm>
#include <utility>

// What the chronicler has to do with the store.

namespace fanfare {

namespace {

constexpr std::chrono::seconds write_every{1};
constexpr std::chrono::seconds pause_after_failure{1};
constexpr const char* subject = "listener states";

/// Whether the next note could do without what is known now.
bool may_be_forgotten(const listener_state& state) {
  return !state.failing_since && !state.last_error_at && !state.breaker_open_since &&
         !state.held_since && state.disabled_by.empty() && !state.failing_told;
}

} // namespace

void chronicler::take_load() {
  work_through(desk_.loads, desk_.bell, 1, [this](states_answer& answer) {
    desk_.loading = false;
    if (!answer.states) {
      around_.problems.raise(subject, answer.states.error().detail);
      desk_.pause_until = clock_.now() + pause_after_failure;
      return;
    }
    around_.problems.clear(subject);
    desk_.loaded = true;
    for (auto& state : *answer.states) {
      if (may_be_forgotten(state))
        continue;
      // The breakers of a node that is gone are gone with it.
      const bool was_open = std::exchange(state.breaker_open_since, std::nullopt).has_value();
      auto id = state.listener_id;
      auto& known = desk_.known.insert_or_assign(std::move(id), chronicle{}).first->second;
      known.state = std::move(state);
      if (was_open)
        mark(known, chronicle::unwritten::change);
    }
  });
}

void chronicler::load() {
  if (desk_.loading)
    return;
  if (clock_.now() < desk_.pause_until) {
    clock_.ring_at(desk_.pause_until);
    return;
  }
  store_.run([&desk = desk_](store& in) { desk.loads.push({in.states().all()}); });
  desk_.loading = true;
}

void chronicler::write() {
  if (!desk_.under_way.empty() || (desk_.changed.empty() && desk_.refreshed.empty()))
    return;
  const auto now = clock_.now();
  const auto not_before =
      around_.running() ? std::max(desk_.pause_until, desk_.write_at) : desk_.pause_until;
  if (now < not_before) {
    clock_.ring_at(not_before);
    return;
  }
  auto batch = next_batch();
  if (batch.empty())
    return around_.problems.clear(subject); // whoever could not be written is gone
  desk_.write_at = now + write_every;
  surely([&] {
    store_.run([&desk = desk_, batch](store& in) { desk.written.push(in.states().put(batch)); });
  });
}

std::vector<listener_state> chronicler::next_batch() {
  std::vector<listener_state> batch;
  take_from(desk_.changed, chronicle::unwritten::change, batch);
  take_from(desk_.refreshed, chronicle::unwritten::refresh, batch);
  return batch;
}

void chronicler::take_from(std::deque<std::string>& line, chronicle::unwritten as,
                           std::vector<listener_state>& into) {
  const auto index = listeners_.load();
  for (; !line.empty() && into.size() < most_in_a_write; line.pop_front()) {
    const auto found = desk_.known.find(line.front());
    if (found == desk_.known.end() || found->second.what != as)
      continue;
    if (!index->find(line.front())) {
      desk_.known.erase(found);
      continue;
    }
    make_room(into);
    make_room(desk_.under_way);
    auto state = found->second.state;
    desk_.under_way.push_back(line.front());
    into.push_back(std::move(state));
    found->second.what = chronicle::unwritten::nothing;
  }
}

void chronicler::take_written() {
  work_through(desk_.written, desk_.bell, 1, [this](const result<void>& how) {
    if (how)
      around_.problems.clear(subject);
    else {
      around_.problems.raise(subject, how.error().detail);
      desk_.pause_until = clock_.now() + pause_after_failure;
    }
    for (const auto& id : std::exchange(desk_.under_way, {})) {
      const auto found = desk_.known.find(id);
      if (found == desk_.known.end())
        continue;
      if (!how)
        mark(found->second, chronicle::unwritten::change);
      else if (found->second.what == chronicle::unwritten::nothing &&
               may_be_forgotten(found->second.state))
        desk_.known.erase(found);
    }
  });
}

} // namespace fanfare
