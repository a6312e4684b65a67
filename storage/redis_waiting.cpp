#include "storage/redis_lanes.hpp"
#include "storage/redis_order.hpp"
#include "storage/redis_retries.hpp"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace fanfare {

namespace {

constexpr std::size_t most_questions = 512;

/// Where a delivery of the event waits.
struct place {
  std::string listener;
  std::string member;
  std::string due;
};

/// Finds those without a part: one look in each lane.
result<std::vector<place>> places_without_part(redis_database& in,
                                               const std::vector<std::string>& lanes,
                                               const std::string& member) {
  std::vector<place> found;
  for (std::size_t from = 0; from < lanes.size(); from += most_questions) {
    const auto to = std::min(from + most_questions, lanes.size());
    std::vector<redis_command> questions;
    for (auto i = from; i < to; ++i) {
      questions.emplace_back(redis_command{"ZSCORE"}).add_copy(in.keys().lane(lanes[i]));
      questions.back().add(member);
    }
    const auto scores = in.reader().exchange(std::move(questions));
    if (!scores)
      return scores.error();
    for (auto i = from; i < to; ++i)
      if (const auto score = (*scores)[i - from].whole(); !score.is_nil() && !score.is_error())
        found.push_back({lanes[i], member, std::string{score.text()}});
  }
  return found;
}

/// Finds all that wait in one lane, by walking over it.
result<void> walk_over(redis_database& in, const std::string& listener, const std::string& pattern,
                       std::vector<place>& into) {
  const auto key = in.keys().lane(listener);
  std::string cursor = "0";
  do {
    const auto some =
        in.reader().ask(redis_command{"ZSCAN", key, cursor, "MATCH", pattern, "COUNT", "1000"});
    if (!some)
      return some.error();
    cursor = (*some)[0].text();
    for (std::size_t i = 0; i + 1 < (*some)[1].size(); i += 2)
      into.push_back(
          {listener, std::string{(*some)[1][i].text()}, std::string{(*some)[1][i + 1].text()}});
  } while (cursor != "0");
  return {};
}

std::chrono::system_clock::time_point moment(const std::string& ms) {
  return std::chrono::system_clock::time_point{
      std::chrono::milliseconds{static_cast<std::int64_t>(std::strtod(ms.c_str(), nullptr))}};
}

/// @param position how long that of its event is.
result<waiting_report> report_of(redis_database& in, const place& at, std::size_t position) {
  const auto tries_key = in.keys().tries(at.listener);
  const auto keys_key = in.keys().order_keys(at.listener);
  std::vector<redis_command> questions;
  questions.push_back(redis_command{"HGET", tries_key, at.member});
  questions.push_back(redis_command{"HGET", keys_key, at.member});
  const auto answers = in.reader().exchange(std::move(questions));
  if (!answers)
    return answers.error();
  waiting_report one;
  one.listener_id = at.listener;
  one.part = at.member.substr(position + 1);
  if (at.due != "inf")
    one.due_at = moment(at.due);
  read_tries((*answers)[0].whole().text(), one.attempts, one.last_error);
  one.order_key = read_order_key((*answers)[1].whole().text());
  return one;
}

} // namespace

result<std::vector<waiting_report>> redis_retries::of_event(const event_id& which) {
  std::vector<waiting_report> reports;
  const auto position = in_.position_of(which);
  if (!position)
    return reports;
  const auto lanes = all_lanes();
  if (!lanes)
    return lanes.error();
  const auto kept = in_.reader().ask(redis_command{"HGET", in_.keys().refs, *position});
  if (!kept)
    return kept.error();
  if (kept->whole().is_nil())
    return reports;
  auto places = places_without_part(in_, *lanes, *position + "|");
  if (!places)
    return places.error();
  // The others are dead, or have parts: only a walk over the lanes can tell.
  if (static_cast<std::int64_t>(places->size()) < kept->whole().integer()) {
    places->clear();
    for (const auto& listener : *lanes)
      if (auto walked = walk_over(in_, listener, *position + "|*", *places); !walked)
        return walked.error();
  }
  for (const auto& each : *places) {
    auto one = report_of(in_, each, position->size());
    if (!one)
      return one.error();
    reports.push_back(*std::move(one));
  }
  std::sort(reports.begin(), reports.end(), [](const auto& a, const auto& b) {
    return std::tie(a.listener_id, a.part) < std::tie(b.listener_id, b.part);
  });
  return reports;
}

} // namespace fanfare
