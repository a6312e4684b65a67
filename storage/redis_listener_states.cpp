#include "storage/redis_listener_states.hpp"

#include "messages/listener_state_json.hpp"
#include "storage/redis_hash.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::size_t most_at_once = 256;

} // namespace

result<void> redis_listener_states::put(const std::vector<listener_state>& states) {
  if (auto there = in_.ready(); !there)
    return there;
  for (std::size_t first = 0; first < states.size(); first += most_at_once) {
    redis_command call{redis_scripts::put_states,
                       {std::string{redis_keys::listeners}, std::string{redis_keys::state}}};
    for (auto i = first; i < std::min(states.size(), first + most_at_once); ++i)
      call.add(states[i].listener_id).add_copy(state_to_json(states[i]));
    if (auto done = in_.writer().ask(std::move(call)); !done)
      return done.error();
  }
  return {};
}

result<std::vector<listener_state>> redis_listener_states::all() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto fields = read_hash(in_.reader(), redis_keys::state);
  if (!fields)
    return fields.error();
  std::vector<listener_state> found;
  for (const auto& [id, json] : *fields)
    if (auto read = state_from_json(id, json))
      found.push_back(std::move(*read));
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.listener_id < b.listener_id; });
  return found;
}

} // namespace fanfare
