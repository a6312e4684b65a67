#include "storage/redis_listeners.hpp"

#include "storage/redis_hash.hpp"
#include "storage/redis_lanes.hpp"
#include "storage/redis_listener_json.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace fanfare {

namespace {

error conflict(const std::string& why) { return {errc::conflict, why}; }

error conflict_over(const stored_listener& next, bool was_expected, bool is_there) {
  if (!was_expected)
    return conflict("listener " + next.id + " exists already; change it, or choose another id");
  if (!is_there)
    return conflict("listener " + next.id + " was deleted by somebody else; create it again");
  return conflict("listener " + next.id +
                  " was changed by somebody else; read it again, then decide");
}

error name_taken(const std::string& name, std::string_view by) {
  return conflict("name " + name + " belongs to listener " + std::string{by} +
                  "; choose another name");
}

} // namespace

result<listener_set> redis_listeners::load() {
  if (auto there = in_.ready(); !there)
    return there.error();
  // The version first: changes made during the scan are read once more as edits.
  const auto version = in_.reader().ask(redis_command{"GET", redis_keys::version});
  if (!version)
    return version.error();
  listener_set found;
  found.version = static_cast<std::uint64_t>(version->whole().integer());
  in_.saw_version(found.version);
  auto all = scan();
  if (!all)
    return all.error();
  found.all = std::move(*all);
  if (auto sorted = sort_by_age(found.all); !sorted)
    return sorted.error();
  return found;
}

result<std::vector<stored_listener>> redis_listeners::scan() {
  const auto fields = read_hash(in_.reader(), redis_keys::listeners);
  if (!fields)
    return fields.error();
  std::vector<stored_listener> all;
  all.reserve(fields->size());
  for (const auto& [id, json] : *fields)
    all.push_back(stored_listener_of(id, json));
  return all;
}

result<void> redis_listeners::sort_by_age(std::vector<stored_listener>& all) {
  const auto made = in_.reader().ask(redis_command{"ZRANGE", redis_keys::made, "0", "-1"});
  if (!made)
    return made.error();
  std::unordered_map<std::string, std::size_t> rank;
  for (std::size_t i = 0; i < made->whole().size(); ++i)
    rank.emplace((*made)[i].text(), i);
  const auto rank_of = [&rank](const stored_listener& one) {
    const auto found = rank.find(one.id);
    return found == rank.end() ? std::numeric_limits<std::size_t>::max() : found->second;
  };
  std::sort(all.begin(), all.end(), [&rank_of](const auto& a, const auto& b) {
    return std::pair{rank_of(a), std::string_view{a.id}} <
           std::pair{rank_of(b), std::string_view{b.id}};
  });
  return {};
}

result<listener_edits> redis_listeners::edits_since(std::uint64_t version) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto after = "(" + std::to_string(version) + "-0";
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"GET", redis_keys::version});
  if (version < std::numeric_limits<std::uint64_t>::max())
    questions.push_back(redis_command{"XRANGE", redis_keys::changes, after, "+"});
  const auto answers = in_.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  if (auto why = in_.reader().refusal(*answers, {"GET", "XRANGE"}))
    return *why;
  listener_edits found;
  found.version = static_cast<std::uint64_t>((*answers)[0].whole().integer());
  const auto changes = answers->size() > 1 ? (*answers)[1].whole() : redis_part{};
  // Changes that came between the two answers count too: each has its own version.
  found.version = std::max(found.version, version > found.version ? 0 : version + changes.size());
  in_.saw_version(found.version);
  found.complete = version <= found.version && changes.size() == found.version - version;
  if (!found.complete)
    return found;
  std::unordered_set<std::string_view> seen;
  for (auto i = changes.size(); i-- > 0;) {
    const auto id = changes[i][1][1].text();
    if (seen.insert(id).second)
      found.edits.push_back({std::string{id}, std::nullopt});
  }
  std::reverse(found.edits.begin(), found.edits.end());
  if (auto filled = fill_in(found); !filled)
    return filled.error();
  return found;
}

result<void> redis_listeners::fill_in(listener_edits& found) {
  if (found.edits.empty())
    return {};
  redis_command question{"HMGET", redis_keys::listeners};
  for (const auto& each : found.edits)
    question.add(each.id);
  const auto values = in_.reader().ask(std::move(question));
  if (!values)
    return values.error();
  for (std::size_t i = 0; i < found.edits.size(); ++i)
    if (!(*values)[i].is_nil())
      found.edits[i].now = stored_listener_of(found.edits[i].id, (*values)[i].text());
  return {};
}

result<std::optional<stored_listener>> redis_listeners::find(std::string_view id_or_name) {
  if (auto there = in_.ready(); !there)
    return there.error();
  auto found = find_by_id(id_or_name);
  if (!found || *found || id_or_name.empty())
    return found;
  return find_by_name(id_or_name);
}

result<std::optional<stored_listener>> redis_listeners::find_by_id(std::string_view id) {
  const auto json = in_.reader().ask(redis_command{"HGET", redis_keys::listeners, id});
  if (!json)
    return json.error();
  if (json->whole().is_nil())
    return std::optional<stored_listener>{};
  return std::optional{stored_listener_of(id, json->whole().text())};
}

result<std::optional<stored_listener>> redis_listeners::find_by_name(std::string_view name) {
  const auto holder = in_.reader().ask(redis_command{"HGET", redis_keys::names, name});
  if (!holder)
    return holder.error();
  if (!holder->whole().is_nil()) {
    auto named = find_by_id(holder->whole().text());
    if (!named || (*named && (*named)->name == name))
      return named;
  }
  // The names are kept by fanfare: what was made by hand may be missing there.
  const auto by_hand = some_were_made_by_hand();
  if (!by_hand)
    return by_hand.error();
  if (*by_hand || !holder->whole().is_nil()) {
    auto all = scan();
    if (!all)
      return all.error();
    for (auto& each : *all)
      if (each.name == name)
        return std::optional{std::move(each)};
  }
  return std::optional<stored_listener>{};
}

result<bool> redis_listeners::some_were_made_by_hand() {
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"HLEN", redis_keys::listeners});
  questions.push_back(redis_command{"ZCARD", redis_keys::made});
  const auto sizes = in_.reader().exchange(std::move(questions));
  if (!sizes)
    return sizes.error();
  if (auto why = in_.reader().refusal(*sizes, {"HLEN", "ZCARD"}))
    return *why;
  return (*sizes)[0].whole().integer() != (*sizes)[1].whole().integer();
}

result<void> redis_listeners::put(const stored_listener& next,
                                  const std::optional<std::string>& expected) {
  if (auto there = in_.ready(); !there)
    return there;
  const auto current = find_by_id(next.id);
  if (!current)
    return current.error();
  if (!*current != !expected || (*current && (*current)->json != *expected))
    return conflict_over(next, expected.has_value(), current->has_value());
  if (!next.name.empty()) {
    const auto named = find_by_name(next.name);
    if (!named)
      return named.error();
    if (*named && (*named)->id != next.id)
      return name_taken(next.name, (*named)->id);
  }
  const auto before = *current && (*current)->name != next.name ? (*current)->name : std::string{};
  redis_command call{redis_scripts::put_listener, redis_keys::of_listeners()};
  call.add(next.id).add(next.json).add_copy(fingerprint(next.json)).add(next.name).add(before);
  call.add(expected ? "this" : "nothing").add(expected ? std::string_view{*expected} : "");
  const auto answer = in_.reader().ask(std::move(call));
  if (!answer)
    return answer.error();
  const auto said = answer->whole().text();
  if (said == "conflict")
    return conflict_over(next, expected.has_value(), true);
  if (said != "put")
    return name_taken(next.name, said);
  const auto resumed = in_.reader().ask(resume_lane(in_, next.id));
  return resumed ? result<void>{} : resumed.error();
}

result<std::uint64_t> redis_listeners::erase(std::string_view id) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto current = find_by_id(id);
  if (!current)
    return current.error();
  const auto name = *current ? (*current)->name : std::string{};
  redis_command call{redis_scripts::note_listeners, redis_keys::of_listeners()};
  call.add(id).add("erase").add("").add(name);
  const auto erased = in_.reader().ask(std::move(call));
  if (!erased)
    return erased.error();
  if (erased->whole().integer() == 0)
    return error{errc::not_found, "there is no listener " + std::string{id}};
  // If this is interrupted, the lane is dropped when it comes up.
  return drop_lane(in_, in_.reader(), std::string{id});
}

} // namespace fanfare
