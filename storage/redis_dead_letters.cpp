#include "storage/redis_dead_letters.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace fanfare {

namespace {

/// How many are read at once to find some that match.
constexpr std::size_t page_size = 512;

/// The milliseconds of a stream's position.
std::chrono::system_clock::time_point moment_of(std::string_view position) {
  std::int64_t ms = 0;
  std::from_chars(position.data(), position.data() + position.size(), ms);
  return std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}};
}

bool matches(const dead_letter& one, const dead_filter& which) {
  return (which.listener_id.empty() || one.listener_id == which.listener_id) &&
         (which.event_id.empty() || one.event_id == which.event_id) &&
         (!which.since || one.died_at >= *which.since) &&
         one.reason.find(which.reason) != std::string::npos;
}

} // namespace

dead_letter redis_dead_letters::letter_of(redis_part entry) const {
  dead_letter letter;
  letter.id = entry[0].text();
  letter.died_at = moment_of(letter.id);
  for (std::size_t f = 0; f + 1 < entry[1].size(); f += 2) {
    const auto field = entry[1][f].text();
    const auto value = entry[1][f + 1];
    if (field == "event") {
      const auto id = in_.id_of(value.text());
      letter.event_id = id ? id->text() : std::string{value.text()};
    } else if (field == "listener") {
      letter.listener_id = value.text();
    } else if (field == "part") {
      letter.part = value.text();
    } else if (field == "reason") {
      letter.reason = value.text();
    } else if (field == "answer") {
      letter.last_answer = value.text();
    } else if (field == "attempts") {
      letter.attempts = static_cast<std::uint32_t>(value.integer());
    }
  }
  return letter;
}

/// Looks at one page, and keeps at most `most` of it.
result<redis_dead_letters::page>
redis_dead_letters::look_at(const dead_filter& which, std::size_t most, std::string_view after) {
  page seen;
  if (most == 0 || (!after.empty() && !is_position(after)))
    return seen;
  if (!which.ids.empty())
    return look_at_named(which, most, after);
  const auto from = after.empty() ? std::string{"+"} : "(" + std::string{after};
  const auto size = std::to_string(page_size);
  const auto found =
      in_.reader().ask(redis_command{"XREVRANGE", in_.keys().dead, from, "-", "COUNT", size});
  if (!found)
    return found.error();
  const auto entries = found->whole();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto letter = letter_of(entries[i]);
    const auto id = letter.id;
    if (matches(letter, which))
      seen.matching.push_back(std::move(letter));
    if (seen.matching.size() == most || (i + 1 == entries.size() && i + 1 == page_size)) {
      seen.next = id;
      break;
    }
  }
  return seen;
}

result<redis_dead_letters::page> redis_dead_letters::look_at_named(const dead_filter& which,
                                                                   std::size_t most,
                                                                   std::string_view after) {
  std::vector<std::string> ids;
  for (const auto& id : which.ids)
    if (is_position(id) && (after.empty() || is_before(id, after)))
      ids.push_back(id);
  std::sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return is_before(b, a); });
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  page seen;
  if (ids.size() > page_size) {
    ids.resize(page_size);
    seen.next = ids.back();
  }
  std::vector<redis_command> questions;
  questions.reserve(ids.size());
  for (const auto& id : ids)
    questions.push_back(redis_command{"XRANGE", in_.keys().dead, id, id});
  if (questions.empty())
    return seen;
  const auto found = in_.reader().exchange(std::move(questions));
  if (!found)
    return found.error();
  if (auto why = in_.reader().refusal(*found, {"XRANGE"}))
    return *why;
  for (const auto& answer : *found) {
    if (answer.whole().size() == 0)
      continue;
    auto letter = letter_of(answer[0]);
    if (!matches(letter, which))
      continue;
    seen.matching.push_back(std::move(letter));
    if (seen.matching.size() == most) {
      seen.next = seen.matching.back().id;
      break;
    }
  }
  return seen;
}

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
                                             std::string_view after) {
  if (auto there = in_.ready(); !there)
    return there.error();
  auto seen = look_at(which, std::min(most, most_in_a_step), after);
  if (!seen)
    return seen.error();
  const auto all = seen->matching.size();
  const auto kept = with_listener(std::move(seen->matching));
  if (!kept)
    return kept.error();
  const auto done = step("replay", *kept);
  if (!done)
    return done.error();
  return dead_step{*done, all - kept->size(), std::move(seen->next)};
}

result<dead_step> redis_dead_letters::drop(const dead_filter& which, std::size_t most,
                                           std::string_view after) {
  if (auto there = in_.ready(); !there)
    return there.error();
  auto seen = look_at(which, std::min(most, most_in_a_step), after);
  if (!seen)
    return seen.error();
  const auto done = step("drop", seen->matching);
  if (!done)
    return done.error();
  return dead_step{*done, 0, std::move(seen->next)};
}

result<std::uint64_t> redis_dead_letters::step(std::string_view what,
                                               const std::vector<dead_letter>& letters) {
  if (letters.empty())
    return std::uint64_t{0};
  std::set<std::string> listeners;
  for (const auto& each : letters)
    listeners.insert(each.listener_id);
  const auto& keys = in_.keys();
  std::vector<std::string> named{keys.events, keys.refs, keys.due, keys.dead};
  for (const auto& listener : listeners) {
    named.push_back(keys.lane(listener));
    named.push_back(keys.tries(listener));
  }
  redis_command call{redis_scripts::step_dead, named};
  call.add(what).add_number(listeners.size());
  for (const auto& listener : listeners)
    call.add(listener);
  for (const auto& each : letters)
    call.add(each.id);
  const auto done = in_.writer().ask(std::move(call));
  if (!done)
    return done.error();
  return static_cast<std::uint64_t>(done->whole().integer());
}

result<std::uint64_t> redis_dead_letters::count() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto length = in_.reader().ask(redis_command{"XLEN", in_.keys().dead});
  if (!length)
    return length.error();
  return static_cast<std::uint64_t>(length->whole().integer());
}

} // namespace fanfare
