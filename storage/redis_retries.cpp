#include "storage/redis_retries.hpp"

#include "storage/redis_lanes.hpp"
#include "storage/redis_listener_json.hpp"
#include "storage/redis_order.hpp"

#include <algorithm>
#include <charconv>

namespace fanfare {

namespace {

constexpr std::size_t most_claims_a_call = 256;
constexpr std::size_t most_lanes_a_call = 512;

bool is_fenced(redis_part answer) {
  return answer.is_error() && answer.text().substr(0, 6) == "FENCED";
}

} // namespace

void read_tries(std::string_view text, std::uint32_t& attempts, std::string& last_error) {
  const auto first_space = text.find(' ');
  std::from_chars(text.data(), text.data() + std::min(first_space, text.size()), attempts);
  const auto second_space =
      first_space == std::string_view::npos ? first_space : text.find(' ', first_space + 1);
  if (second_space != std::string_view::npos)
    last_error = text.substr(second_space + 1);
}

result<std::vector<redis_retries::lane_row>> redis_retries::rows(redis_connection& on,
                                                                 std::chrono::milliseconds horizon,
                                                                 std::size_t skip,
                                                                 std::size_t most) {
  redis_command call{redis_scripts::due, {in_.keys().due}};
  call.add_number(horizon.count()).add_number(skip).add_number(most);
  const auto answer = on.ask(std::move(call));
  if (!answer)
    return answer.error();
  const auto now = (*answer)[0].integer();
  std::vector<lane_row> lanes;
  for (std::size_t i = 1; i + 1 < answer->whole().size(); i += 2)
    lanes.push_back({std::string{(*answer)[i].text()},
                     std::chrono::milliseconds{(*answer)[i + 1].integer() - now}});
  if (auto known = look_up(on, lanes); !known)
    return known.error();
  return lanes;
}

result<void> redis_retries::look_up(redis_connection& on, std::vector<lane_row>& lanes) {
  if (lanes.empty())
    return {};
  redis_command question{"HMGET", redis_keys::listeners};
  for (const auto& each : lanes)
    question.add(each.listener);
  const auto found = on.ask(std::move(question));
  if (!found)
    return found.error();
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    lanes[i].exists = !(*found)[i].is_nil();
    const auto listener = stored_listener_of(lanes[i].listener, (*found)[i].text());
    lanes[i].claimable = listener.claimable;
    lanes[i].type = listener.notifier_type;
  }
  return {};
}

result<std::vector<due_lane>> redis_retries::due(const std::vector<std::string>& types,
                                                 std::chrono::milliseconds horizon,
                                                 std::size_t most) {
  std::vector<due_lane> lanes;
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto page = std::clamp<std::size_t>(most, 1, most_lanes_a_call);
  // Lanes that are dropped or held leave the list, the others are skipped the next time.
  for (std::size_t skip = 0; lanes.size() < most;) {
    const auto some = rows(in_.writer(), horizon, skip, page);
    if (!some)
      return some.error();
    for (const auto& each : *some) {
      if (each.exists && each.claimable) {
        ++skip;
        if (std::find(types.begin(), types.end(), each.type) != types.end() && lanes.size() < most)
          lanes.push_back({each.listener, each.in});
        continue;
      }
      const auto cleared = each.exists
                               ? in_.writer().ask(hold_lane(in_, each.listener)).operator bool()
                               : static_cast<bool>(drop_lane(in_, in_.writer(), each.listener));
      if (!cleared)
        ++skip;
    }
    if (some->size() < page)
      break;
  }
  return lanes;
}

result<std::vector<claimed_delivery>>
redis_retries::claim(const std::vector<claim_request>& wanted) {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<lane_row> lanes;
  lanes.reserve(wanted.size());
  for (const auto& each : wanted)
    lanes.push_back({each.listener});
  if (auto known = look_up(in_.writer(), lanes); !known)
    return known.error();
  std::vector<claim_request> open;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (lanes[i].exists && lanes[i].claimable)
      open.push_back(wanted[i]);
  if (open.empty())
    return std::vector<claimed_delivery>{};
  const auto token = owner_.token();
  if (!token)
    return token.error();
  return send_claims(open, *token);
}

result<std::vector<claimed_delivery>>
redis_retries::send_claims(const std::vector<claim_request>& wanted, const std::string& token) {
  const auto& keys = in_.keys();
  std::vector<redis_command> calls;
  for (const auto& each : wanted) {
    std::vector<std::string> named{keys.owner, keys.events, keys.refs, keys.due};
    keys.add_lane(each.listener, named);
    calls.emplace_back(redis_scripts::claim, named);
    calls.back().add(token).add(each.listener);
    calls.back().add_number(std::min(each.most, most_claims_a_call)).add_number(each.lease.count());
  }
  const auto answers = in_.writer().exchange(std::move(calls));
  if (!answers)
    return answers.error();
  std::vector<claimed_delivery> claimed;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto answer = (*answers)[i].whole();
    // What was claimed before it stays claimed until its lease ends.
    if (is_fenced(answer))
      owner_.lost();
    if (answer.is_error())
      return in_.writer().refusal(answer, redis_scripts::claim.name);
    if (answer[0].integer() > 0)
      in_.raise_alarm(std::to_string(answer[0].integer()) + " deliveries parked for listener " +
                      wanted[i].listener + " were dropped: somebody removed their events");
    for (std::size_t at = 1; at + 3 < answer.size(); at += 4) {
      const auto member = answer[at].text();
      const auto bar = member.find('|');
      const auto id = in_.id_of(member.substr(0, bar));
      if (!id || bar == std::string_view::npos)
        continue;
      auto& one = claimed.emplace_back();
      one.event = {*id, std::string{answer[at + 3].text()}};
      one.listener = wanted[i].listener;
      one.part = member.substr(bar + 1);
      one.order_key = read_order_key(answer[at + 2].text());
      read_tries(answer[at + 1].text(), one.attempts, one.last_error);
    }
  }
  return claimed;
}

result<std::vector<ordered_key>> redis_retries::ordered_keys(std::string_view only) {
  if (auto there = in_.ready(); !there)
    return there.error();
  if (!only.empty())
    return read_orders(in_, {std::string{only}});
  const auto listeners = all_lanes();
  if (!listeners)
    return listeners.error();
  return read_orders(in_, *listeners);
}

/// Returns the listeners for which anything is parked.
result<std::vector<std::string>> redis_retries::all_lanes() {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto answer = in_.reader().ask(redis_command{"ZRANGE", in_.keys().due, "0", "-1"});
  if (!answer)
    return answer.error();
  std::vector<std::string> all;
  for (std::size_t i = 0; i < answer->whole().size(); ++i)
    all.emplace_back((*answer)[i].text());
  return all;
}

result<std::uint64_t> redis_retries::parked() {
  const auto listeners = all_lanes();
  if (!listeners)
    return listeners.error();
  std::vector<redis_command> questions;
  for (const auto& each : *listeners)
    questions.emplace_back(redis_command{"ZCARD"}).add_copy(in_.keys().lane(each));
  if (questions.empty())
    return std::uint64_t{0};
  const auto lengths = in_.reader().exchange(std::move(questions));
  if (!lengths)
    return lengths.error();
  std::int64_t sum = 0;
  for (const auto& each : *lengths)
    sum += each.whole().integer();
  return static_cast<std::uint64_t>(sum);
}

result<void> redis_retries::review_held() {
  const auto held =
      in_.writer().ask(redis_command{"ZRANGEBYSCORE", in_.keys().due, "+inf", "+inf"});
  if (!held)
    return held.error();
  for (std::size_t i = 0; i < held->whole().size(); ++i) {
    // It is looked at again when it comes up, and held or dropped then.
    const std::string listener{(*held)[i].text()};
    if (auto resumed = in_.writer().ask(resume_lane(in_, listener)); !resumed)
      return resumed.error();
  }
  return {};
}

} // namespace fanfare
