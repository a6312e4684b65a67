#include "storage/redis_retries.hpp"

#include "storage/redis_lanes.hpp"
#include "storage/redis_listener_json.hpp"
#include "storage/redis_order.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::size_t most_lanes_a_call = 512;

} // namespace

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
  if (lanes.empty())
    return lanes;
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
  return lanes;
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
