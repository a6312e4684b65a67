#include "storage/redis_lanes.hpp"
#include "storage/redis_listener_json.hpp"
#include "storage/redis_order.hpp"
#include "storage/redis_retries.hpp"
#include "storage/redis_settling.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::size_t most_claims_a_call = 256;

} // namespace

result<std::vector<claimed_delivery>>
redis_retries::claim(const std::vector<claim_request>& wanted) {
  if (auto there = in_.ready(); !there)
    return there.error();
  if (wanted.empty())
    return std::vector<claimed_delivery>{};
  const auto token = owner_.token();
  if (!token)
    return token.error();
  const auto answers = in_.writer().exchange(claim_calls(wanted, *token));
  if (!answers)
    return answers.error();
  const auto listeners = answers->front().whole();
  if (listeners.is_error())
    return in_.writer().refusal(listeners, "HMGET");
  std::vector<claimed_delivery> claimed;
  settlement too_late;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto answer = (*answers)[i + 1].whole();
    // What was claimed before it stays claimed until its lease ends.
    if (is_fenced(answer))
      owner_.lost();
    if (answer.is_error())
      return in_.writer().refusal(answer, redis_scripts::claim.name);
    const auto before = claimed.size();
    take_claimed(wanted[i].listener, answer, claimed);
    if (listeners[i].is_nil() ||
        !stored_listener_of(wanted[i].listener, listeners[i].text()).claimable)
      take_back(claimed, before, too_late);
  }
  // If it fails, their leases bring them back.
  if (!too_late.retries.empty())
    static_cast<void>(in_.writer().exchange(settle_calls(too_late, {}, in_, *token, {})));
  return claimed;
}

/// In one go: whether the listeners may be claimed for, and the claims. The listeners are in
/// another slot than the shard, so the script cannot ask for them.
std::vector<redis_command> redis_retries::claim_calls(const std::vector<claim_request>& wanted,
                                                      const std::string& token) {
  const auto& keys = in_.keys();
  std::vector<redis_command> calls;
  calls.reserve(wanted.size() + 1);
  calls.push_back(redis_command{"HMGET", redis_keys::listeners});
  for (const auto& each : wanted)
    calls.front().add(each.listener);
  for (const auto& each : wanted) {
    std::vector<std::string> named{keys.owner, keys.events, keys.refs, keys.due};
    keys.add_lane(each.listener, named);
    calls.emplace_back(redis_scripts::claim, named);
    calls.back().add(token).add(each.listener);
    calls.back().add_number(std::min(each.most, most_claims_a_call)).add_number(each.lease.count());
  }
  return calls;
}

void redis_retries::take_claimed(const std::string& listener, redis_part answer,
                                 std::vector<claimed_delivery>& to) {
  if (answer[0].integer() > 0)
    in_.raise_alarm(std::to_string(answer[0].integer()) + " deliveries parked for listener " +
                    listener + " were dropped: somebody removed their events");
  for (std::size_t at = 1; at + 3 < answer.size(); at += 4) {
    const auto member = answer[at].text();
    const auto bar = member.find('|');
    const auto id = in_.id_of(member.substr(0, bar));
    if (!id || bar == std::string_view::npos)
      continue;
    auto& one = to.emplace_back();
    one.event = {*id, std::string{answer[at + 3].text()}};
    one.listener = listener;
    one.part = member.substr(bar + 1);
    one.order_key = read_order_key(answer[at + 2].text());
    read_tries(answer[at + 1].text(), one.attempts, one.last_error);
    one.replayed_at = read_replayed(answer[at + 1].text());
  }
}

/// Of a listener that nobody may claim for any more: they are due at once when somebody may.
void redis_retries::take_back(std::vector<claimed_delivery>& from, std::size_t first,
                              settlement& to) {
  for (auto i = first; i < from.size(); ++i) {
    const auto& one = from[i];
    to.retries.push_back({one.event.id, one.listener, one.part,
                          parked_delivery{.event = one.event.id,
                                          .listener = one.listener,
                                          .part = one.part,
                                          .attempts = one.attempts,
                                          .last_error = one.last_error}});
  }
  from.resize(first);
}

} // namespace fanfare
