#include "storage/redis_dead_letters.hpp"

#include <algorithm>
#include <set>

namespace fanfare {

result<std::vector<dead_letter>>
redis_dead_letters::list(const dead_filter& which, std::size_t limit, std::string_view after) {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<dead_letter> letters;
  std::string from{after};
  while (letters.size() < limit) {
    auto seen = look_at(which, limit - letters.size(), from);
    if (!seen)
      return seen.error();
    std::move(seen->matching.begin(), seen->matching.end(), std::back_inserter(letters));
    if (!seen->next)
      break;
    from = *seen->next;
  }
  return letters;
}

result<std::optional<buried_report>> redis_dead_letters::find(std::string_view id) {
  const auto found = list({.ids = {std::string{id}}}, 1);
  if (!found)
    return found.error();
  if (found->empty())
    return std::optional<buried_report>{};
  buried_report report{found->front(), {}};
  const auto event = event_id::parse(report.letter.event_id);
  const auto position = event ? in_.position_of(*event) : std::nullopt;
  if (!position)
    return std::optional{std::move(report)};
  const auto entry =
      in_.reader().ask(redis_command{"XRANGE", in_.keys().events, *position, *position});
  if (!entry)
    return entry.error();
  const auto fields = (*entry)[0][1];
  for (std::size_t f = 0; f + 1 < fields.size(); f += 2)
    if (fields[f].text() == "b")
      report.body = fields[f + 1].text();
  return std::optional{std::move(report)};
}

/// Returns those whose listener is there: the script cannot ask, listeners are in another slot.
result<std::vector<dead_letter>>
redis_dead_letters::with_listener(std::vector<dead_letter> letters) {
  std::vector<redis_command> questions;
  questions.reserve(letters.size());
  for (const auto& each : letters)
    questions.push_back(redis_command{"HEXISTS", redis_keys::listeners, each.listener_id});
  if (questions.empty())
    return letters;
  const auto there = in_.reader().exchange(std::move(questions));
  if (!there)
    return there.error();
  if (auto why = in_.reader().refusal(*there, {"HEXISTS"}))
    return *why;
  std::vector<dead_letter> kept;
  for (std::size_t i = 0; i < letters.size(); ++i)
    if ((*there)[i].whole().integer() == 1)
      kept.push_back(std::move(letters[i]));
  return kept;
}

result<dead_step> redis_dead_letters::replay(const dead_filter& which, std::size_t most,
                                             std::string_view after, replay_pace pace,
                                             const parked_limits& room) {
  if (auto there = in_.ready(); !there)
    return there.error();
  auto seen = look_at(which, std::min(most, most_in_a_step), after);
  if (!seen)
    return seen.error();
  const auto all = seen->matching.size();
  const auto kept = with_listener(std::move(seen->matching));
  if (!kept)
    return kept.error();
  auto done = step("replay", *kept, pace, room);
  if (!done)
    return done.error();
  done->left = all - kept->size();
  done->next = std::move(seen->next);
  return done;
}

result<dead_step> redis_dead_letters::drop(const dead_filter& which, std::size_t most,
                                           std::string_view after) {
  if (auto there = in_.ready(); !there)
    return there.error();
  auto seen = look_at(which, std::min(most, most_in_a_step), after);
  if (!seen)
    return seen.error();
  auto done = step("drop", seen->matching);
  if (!done)
    return done.error();
  done->next = std::move(seen->next);
  return done;
}

result<dead_step> redis_dead_letters::step(std::string_view what,
                                           const std::vector<dead_letter>& letters,
                                           replay_pace pace, const parked_limits& room) {
  if (letters.empty())
    return dead_step{};
  std::set<std::string> listeners;
  for (const auto& each : letters)
    listeners.insert(each.listener_id);
  const auto& keys = in_.keys();
  std::vector<std::string> named{keys.events, keys.refs, keys.due, keys.dead, keys.dead_lanes};
  for (const auto& listener : listeners)
    keys.add_lane(listener, named);
  redis_command call{redis_scripts::step_dead, named};
  call.add(what).add_number(pace.first.count()).add_number(pace.step.count());
  call.add_number(listeners.size());
  for (const auto& listener : listeners)
    call.add(listener).add_number(room.of(listener));
  for (const auto& each : letters)
    call.add(each.id);
  const auto done = in_.writer().ask(std::move(call));
  if (!done)
    return done.error();
  return dead_step{.done = static_cast<std::uint64_t>((*done)[0].integer()),
                   .full = static_cast<std::uint64_t>((*done)[1].integer())};
}

result<std::uint64_t> redis_dead_letters::count() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto length = in_.reader().ask(redis_command{"XLEN", in_.keys().dead});
  if (!length)
    return length.error();
  return static_cast<std::uint64_t>(length->whole().integer());
}

/// Counts page by page: a filter is not for Redis to apply.
result<dead_tally> redis_dead_letters::count(const dead_filter& which) {
  if (auto there = in_.ready(); !there)
    return there.error();
  dead_tally sum;
  std::optional<std::string> from = "";
  while (from) {
    auto seen = look_at(which, page_size, *from);
    if (!seen)
      return seen.error();
    const auto all = seen->matching.size();
    const auto kept = with_listener(std::move(seen->matching));
    if (!kept)
      return kept.error();
    sum.with_listener += kept->size();
    sum.without += all - kept->size();
    from = std::move(seen->next);
  }
  return sum;
}

} // namespace fanfare
