#include "storage/redis_lanes.hpp"
#include "storage/redis_retries.hpp"

#include <algorithm>
#include <string>

namespace fanfare {

namespace {

constexpr std::chrono::minutes plainly_unclaimed{1};
constexpr std::size_t most_lanes_a_call = 512;

} // namespace

result<std::vector<std::string>> redis_retries::unclaimed(const std::vector<std::string>& types) {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<std::string> found;
  const auto held =
      in_.reader().ask(redis_command{"ZRANGEBYSCORE", in_.keys().due, "+inf", "+inf"});
  if (!held)
    return held.error();
  for (std::size_t i = 0; i < held->whole().size(); ++i)
    found.emplace_back((*held)[i].text());
  // Of the others only those can be meant that nobody has come for.
  for (std::size_t skip = 0;; skip += most_lanes_a_call) {
    const auto some = rows(in_.reader(), -plainly_unclaimed, skip, most_lanes_a_call);
    if (!some)
      return some.error();
    for (const auto& each : *some)
      if (!each.claimable || std::find(types.begin(), types.end(), each.type) == types.end())
        found.push_back(each.listener);
    if (some->size() < most_lanes_a_call)
      return found;
  }
}

result<std::vector<waiting_delivery>>
redis_retries::overdue(std::string_view listener, std::chrono::milliseconds by, std::size_t most) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const std::string lane{listener};
  const auto& keys = in_.keys();
  redis_command call{redis_scripts::overdue,
                     {keys.lane(lane), keys.tries(lane), keys.order(lane), keys.order_keys(lane)}};
  call.add_number(by.count()).add_number(most);
  const auto answer = in_.reader().ask(std::move(call));
  if (!answer)
    return answer.error();
  std::vector<waiting_delivery> found;
  for (std::size_t i = 0; i + 1 < answer->whole().size(); i += 2) {
    const auto member = (*answer)[i].text();
    const auto bar = member.find('|');
    const auto id = in_.id_of(member.substr(0, bar));
    if (!id || bar == std::string_view::npos)
      continue;
    auto& one = found.emplace_back();
    one.event = *id;
    one.part = member.substr(bar + 1);
    read_tries((*answer)[i + 1].text(), one.attempts, one.last_error);
  }
  return found;
}

result<std::uint64_t> redis_retries::drop(std::string_view listener) {
  if (auto there = in_.ready(); !there)
    return there.error();
  return drop_lane(in_, in_.reader(), std::string{listener});
}

} // namespace fanfare
