#include "storage/redis_seen_types.hpp"

#include "storage/redis_keys.hpp"

#include <algorithm>

namespace fanfare {

result<void> redis_seen_types::add(const std::vector<std::string>& names) {
  if (names.empty())
    return {};
  if (auto there = in_.ready(); !there)
    return there;
  redis_command call{"SADD", redis_keys::types};
  for (const auto& name : names)
    call.add(name);
  const auto done = in_.writer().ask(std::move(call));
  return done ? result<void>{} : done.error();
}

result<std::vector<std::string>> redis_seen_types::all() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto answer = in_.reader().ask({"SMEMBERS", redis_keys::types});
  if (!answer)
    return answer.error();
  std::vector<std::string> names;
  const auto members = answer->whole();
  for (std::size_t i = 0; i < members.size(); ++i)
    names.emplace_back(members[i].text());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace fanfare
