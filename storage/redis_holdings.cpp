#include "storage/redis_holdings.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <queue>
#include <utility>

namespace fanfare {

namespace {

constexpr std::size_t most_in_a_step = 256;
constexpr std::size_t most_questions = 512;
constexpr std::size_t sample = 50;
constexpr std::size_t sample_of_one = 16;

std::chrono::milliseconds moment_of(std::string_view rank) {
  std::int64_t ms = 0;
  std::from_chars(rank.data(), rank.data() + std::min<std::size_t>(rank.size(), 12), ms, 16);
  return std::chrono::milliseconds{ms};
}

/// Those of one listener found twice, parked and dead, are one.
std::vector<holding> merged(std::vector<holding> some) {
  std::map<std::string, holding> all;
  for (auto& each : some) {
    auto& one = all[each.listener];
    one.listener = std::move(each.listener);
    one.parked += each.parked;
    one.dead += each.dead;
    one.oldest_dead = std::max(one.oldest_dead, each.oldest_dead);
  }
  std::vector<holding> list;
  list.reserve(all.size());
  for (auto& each : all)
    list.push_back(std::move(each.second));
  return list;
}

} // namespace

result<std::vector<holding>> redis_holdings::all() {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<holding> found;
  if (auto counted = count_parked(found); !counted)
    return counted.error();
  if (auto counted = count_dead(found); !counted)
    return counted.error();
  return merged(std::move(found));
}

result<void> redis_holdings::count_parked(std::vector<holding>& into) {
  const auto lanes = in_.reader().ask(redis_command{"ZRANGE", in_.keys().due, "0", "-1"});
  if (!lanes)
    return lanes.error();
  const auto all = lanes->whole();
  for (std::size_t from = 0; from < all.size(); from += most_questions) {
    const auto to = std::min(from + most_questions, all.size());
    std::vector<redis_command> questions;
    for (auto i = from; i < to; ++i)
      questions.emplace_back(redis_command{"ZCARD"}).add_copy(in_.keys().lane(all[i].text()));
    const auto sizes = in_.reader().exchange(std::move(questions));
    if (!sizes)
      return sizes.error();
    for (auto i = from; i < to; ++i)
      into.push_back({std::string{all[i].text()},
                      static_cast<std::uint64_t>((*sizes)[i - from].whole().integer())});
  }
  return {};
}

result<void> redis_holdings::count_dead(std::vector<holding>& into) {
  std::vector<redis_command> first;
  first.push_back(redis_command{"SMEMBERS", in_.keys().dead_lanes});
  first.push_back(redis_command{"TIME"});
  const auto known = in_.reader().exchange(std::move(first));
  if (!known)
    return known.error();
  if (auto why = in_.reader().refusal(*known, {"SMEMBERS", "TIME"}))
    return *why;
  const auto all = (*known)[0].whole();
  const std::chrono::milliseconds now{(*known)[1][0].integer() * 1000 +
                                      (*known)[1][1].integer() / 1000};
  for (std::size_t from = 0; from < all.size(); from += most_questions) {
    const auto to = std::min(from + most_questions, all.size());
    std::vector<redis_command> questions;
    for (auto i = from; i < to; ++i) {
      const auto key = in_.keys().dead_of(all[i].text());
      questions.emplace_back(redis_command{"ZCARD"}).add_copy(key);
      questions.emplace_back(redis_command{"ZRANGE"}).add_copy(key).add("0").add("0");
    }
    const auto answers = in_.reader().exchange(std::move(questions));
    if (!answers)
      return answers.error();
    for (auto i = from; i < to; ++i) {
      const auto& size = (*answers)[2 * (i - from)];
      const auto& oldest = (*answers)[2 * (i - from) + 1];
      if (size.whole().integer() > 0)
        into.push_back({std::string{all[i].text()}, 0,
                        static_cast<std::uint64_t>(size.whole().integer()),
                        now - moment_of(oldest[0].text())});
    }
  }
  return {};
}

result<std::uint64_t> redis_holdings::bytes() {
  if (auto there = in_.ready(); !there)
    return there.error();
  redis_command call{redis_scripts::weigh, {in_.keys().events, in_.keys().refs}};
  call.add_number(sample);
  const auto weighed = in_.reader().ask(std::move(call));
  if (!weighed)
    return weighed.error();
  const auto kept = (*weighed)[0].integer();
  const auto some = std::max<std::int64_t>(1, (*weighed)[1].integer());
  return static_cast<std::uint64_t>(kept * (*weighed)[2].integer() / some);
}

result<report_sizes> redis_holdings::sizes_of(std::string_view listener) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto& keys = in_.keys();
  redis_command call{redis_scripts::weigh_lane,
                     {keys.events, keys.dead, keys.lane(listener), keys.dead_of(listener)}};
  call.add_number(sample_of_one);
  const auto weighed = in_.reader().ask(std::move(call));
  if (!weighed)
    return weighed.error();
  return report_sizes{static_cast<std::uint64_t>((*weighed)[0].integer()),
                      static_cast<std::uint64_t>((*weighed)[1].integer())};
}

result<std::vector<std::string>> redis_holdings::oldest_parked(const std::string& listener,
                                                               std::size_t most) {
  // The youngest of those found so far is on top, the first to go.
  std::priority_queue<std::pair<std::string, std::string>> oldest;
  const auto lane = in_.keys().lane(listener);
  std::string cursor = "0";
  do {
    const auto some = in_.reader().ask(redis_command{"ZSCAN", lane, cursor, "COUNT", "1000"});
    if (!some)
      return some.error();
    cursor = (*some)[0].text();
    for (std::size_t i = 0; i < (*some)[1].size(); i += 2) {
      const auto member = (*some)[1][i].text();
      oldest.emplace(rank_of_position(member.substr(0, member.find('|'))), member);
      if (oldest.size() > most)
        oldest.pop();
    }
  } while (cursor != "0");
  std::vector<std::string> members;
  for (; !oldest.empty(); oldest.pop())
    members.push_back(oldest.top().second);
  std::reverse(members.begin(), members.end());
  return members;
}

result<std::uint64_t> redis_holdings::drop_parked(std::string_view listener, std::size_t most) {
  if (auto there = in_.ready(); !there)
    return there.error();
  if (most == 0)
    return std::uint64_t{0};
  const auto members = oldest_parked(std::string{listener}, most);
  if (!members)
    return members.error();
  const auto& keys = in_.keys();
  std::vector<std::string> named{keys.events, keys.refs, keys.due};
  keys.add_lane(listener, named);
  std::uint64_t dropped = 0;
  for (std::size_t from = 0; from < members->size(); from += most_in_a_step) {
    redis_command call{redis_scripts::drop_parked, named};
    call.add(listener);
    for (auto i = from; i < std::min(from + most_in_a_step, members->size()); ++i)
      call.add((*members)[i]);
    const auto done = in_.writer().ask(std::move(call));
    if (!done)
      return done.error();
    dropped += static_cast<std::uint64_t>(done->whole().integer());
  }
  return dropped;
}

result<std::uint64_t> redis_holdings::drop_dead(std::string_view listener, std::size_t most,
                                                std::chrono::milliseconds age) {
  if (auto there = in_.ready(); !there)
    return there.error();
  const auto& keys = in_.keys();
  std::uint64_t dropped = 0;
  while (dropped < most) {
    const auto wanted = std::min(most_in_a_step, most - static_cast<std::size_t>(dropped));
    redis_command call{
        redis_scripts::drop_dead,
        {keys.events, keys.refs, keys.dead, keys.dead_lanes, keys.dead_of(listener)}};
    call.add(listener).add_number(wanted).add_number(age.count());
    const auto done = in_.writer().ask(std::move(call));
    if (!done)
      return done.error();
    const auto some = static_cast<std::uint64_t>(done->whole().integer());
    dropped += some;
    if (some < wanted)
      break;
  }
  return dropped;
}

} // namespace fanfare
