#include "storage/redis_quarantine.hpp"

#include "storage/redis_hash.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fanfare {

namespace {

quarantined_listener entry_of(const std::string& id, const std::string& json) {
  quarantined_listener entry{id, "its entry in the quarantine is unreadable", {}, {}};
  const auto read = nlohmann::json::parse(json, nullptr, false);
  if (!read.is_object())
    return entry;
  if (read.contains("reason") && read["reason"].is_string())
    entry.reason = read["reason"].get<std::string>();
  if (read.contains("since") && read["since"].is_number())
    entry.since = std::chrono::system_clock::time_point{
        std::chrono::milliseconds{read["since"].get<std::int64_t>()}};
  if (read.contains("last_good") && read["last_good"].is_string())
    entry.last_good = read["last_good"].get<std::string>();
  return entry;
}

} // namespace

result<void> redis_quarantine::put(std::string_view id, std::string_view reason,
                                   std::string_view last_good) {
  if (auto there = in_.ready(); !there)
    return there;
  redis_command call{redis_scripts::put_quarantine, {std::string{redis_keys::quarantine}}};
  call.add(id).add(reason).add(last_good);
  const auto done = in_.writer().ask(std::move(call));
  return done ? result<void>{} : done.error();
}

result<std::vector<quarantined_listener>> redis_quarantine::all() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto fields = read_hash(in_.reader(), redis_keys::quarantine);
  if (!fields)
    return fields.error();
  std::vector<quarantined_listener> found;
  for (const auto& [id, json] : *fields)
    found.push_back(entry_of(id, json));
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return found;
}

result<void> redis_quarantine::lift(std::string_view id) {
  if (auto there = in_.ready(); !there)
    return there;
  const auto done = in_.writer().ask(redis_command{"HDEL", redis_keys::quarantine, id});
  return done ? result<void>{} : done.error();
}

} // namespace fanfare
