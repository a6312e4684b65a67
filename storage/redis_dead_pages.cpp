#include "storage/redis_dead_letters.hpp"

#include <algorithm>
#include <charconv>

namespace fanfare {

namespace {

std::chrono::system_clock::time_point moment(std::int64_t ms) {
  return std::chrono::system_clock::time_point{std::chrono::milliseconds{ms}};
}

/// The milliseconds of a stream's position.
std::chrono::system_clock::time_point moment_of(std::string_view position) {
  std::int64_t ms = 0;
  std::from_chars(position.data(), position.data() + position.size(), ms);
  return moment(ms);
}

bool matches(const dead_letter& one, const dead_filter& which) {
  return (which.listener_id.empty() || one.listener_id == which.listener_id) &&
         (which.event_id.empty() || one.event_id == which.event_id) &&
         (which.event_type.empty() || one.event_type == which.event_type) &&
         (!which.since || one.died_at >= *which.since) &&
         one.reason.find(which.reason) != std::string::npos;
}

} // namespace

dead_letter redis_dead_letters::letter_of(redis_part entry) const {
  dead_letter letter;
  letter.id = entry[0].text();
  letter.died_at = moment_of(letter.id);
  for (std::size_t f = 0; f + 1 < entry[1].size(); f += 2) {
    const auto field = entry[1][f].text();
    const auto value = entry[1][f + 1];
    if (field == "event") {
      const auto id = in_.id_of(value.text());
      letter.event_id = id ? id->text() : std::string{value.text()};
    } else if (field == "listener") {
      letter.listener_id = value.text();
    } else if (field == "part") {
      letter.part = value.text();
    } else if (field == "type") {
      letter.event_type = value.text();
    } else if (field == "first") {
      if (value.integer() != 0)
        letter.first_failed_at = moment(value.integer());
    } else if (field == "reason") {
      letter.reason = value.text();
    } else if (field == "answer") {
      letter.last_answer = value.text();
    } else if (field == "attempts") {
      letter.attempts = static_cast<std::uint32_t>(value.integer());
    }
  }
  return letter;
}

/// Looks at one page, and keeps at most `most` of it.
result<redis_dead_letters::page>
redis_dead_letters::look_at(const dead_filter& which, std::size_t most, std::string_view after) {
  page seen;
  if (most == 0 || (!after.empty() && !is_position(after)))
    return seen;
  if (!which.ids.empty())
    return look_at_named(which, most, after);
  return which.listener_id.empty() ? look_at_all(which, most, after)
                                   : look_at_those_of(which, most, after);
}

result<redis_dead_letters::page> redis_dead_letters::look_at_all(const dead_filter& which,
                                                                 std::size_t most,
                                                                 std::string_view after) {
  page seen;
  const auto from = after.empty() ? std::string{"+"} : "(" + std::string{after};
  const auto size = std::to_string(page_size);
  const auto found =
      in_.reader().ask(redis_command{"XREVRANGE", in_.keys().dead, from, "-", "COUNT", size});
  if (!found)
    return found.error();
  const auto entries = found->whole();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto letter = letter_of(entries[i]);
    const auto id = letter.id;
    if (matches(letter, which))
      seen.matching.push_back(std::move(letter));
    if (seen.matching.size() == most || (i + 1 == entries.size() && i + 1 == page_size)) {
      seen.next = id;
      break;
    }
  }
  return seen;
}

result<redis_dead_letters::page> redis_dead_letters::look_at_named(const dead_filter& which,
                                                                   std::size_t most,
                                                                   std::string_view after) {
  std::vector<std::string> ids;
  for (const auto& id : which.ids)
    if (is_position(id) && (after.empty() || is_before(id, after)))
      ids.push_back(id);
  std::sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return is_before(b, a); });
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return look_at_each(which, most, std::move(ids));
}

/// Along the index of one listener's: others may have a million.
result<redis_dead_letters::page> redis_dead_letters::look_at_those_of(const dead_filter& which,
                                                                      std::size_t most,
                                                                      std::string_view after) {
  const auto from = after.empty() ? std::string{"+"} : "(" + rank_of_position(after);
  const auto size = std::to_string(page_size + 1);
  const auto found = in_.reader().ask(redis_command{
      "ZREVRANGEBYLEX", in_.keys().dead_of(which.listener_id), from, "-", "LIMIT", "0", size});
  if (!found)
    return found.error();
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < found->whole().size(); ++i)
    ids.push_back(position_of_rank((*found)[i].text()));
  return look_at_each(which, most, std::move(ids));
}

/// Looks at a page of these.
/// @param ids the newest first.
result<redis_dead_letters::page> redis_dead_letters::look_at_each(const dead_filter& which,
                                                                  std::size_t most,
                                                                  std::vector<std::string> ids) {
  page seen;
  if (ids.size() > page_size) {
    ids.resize(page_size);
    seen.next = ids.back();
  }
  std::vector<redis_command> questions;
  questions.reserve(ids.size());
  for (const auto& id : ids)
    questions.push_back(redis_command{"XRANGE", in_.keys().dead, id, id});
  if (questions.empty())
    return seen;
  const auto found = in_.reader().exchange(std::move(questions));
  if (!found)
    return found.error();
  if (auto why = in_.reader().refusal(*found, {"XRANGE"}))
    return *why;
  for (const auto& answer : *found) {
    if (answer.whole().size() == 0)
      continue;
    auto letter = letter_of(answer[0]);
    if (!matches(letter, which))
      continue;
    seen.matching.push_back(std::move(letter));
    if (seen.matching.size() == most) {
      seen.next = seen.matching.back().id;
      break;
    }
  }
  return seen;
}

} // namespace fanfare
