#include "storage/redis_attempt_log.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::size_t page_size = 256;

recent_attempt attempt_in(redis_part entry) {
  recent_attempt one;
  one.id = entry[0].text();
  for (std::size_t f = 0; f + 1 < entry[1].size(); f += 2) {
    const auto field = entry[1][f].text();
    const auto value = entry[1][f + 1];
    if (field == "event")
      one.event_id = value.text();
    else if (field == "type")
      one.event_type = value.text();
    else if (field == "listener")
      one.listener_id = value.text();
    else if (field == "part")
      one.part = value.text();
    else if (field == "number")
      one.number = static_cast<std::uint32_t>(value.integer());
    else if (field == "outcome")
      one.outcome = value.text();
    else if (field == "status")
      one.status = static_cast<int>(value.integer());
    else if (field == "took")
      one.took = std::chrono::milliseconds{value.integer()};
    else if (field == "ended")
      one.ended_at =
          std::chrono::system_clock::time_point{std::chrono::milliseconds{value.integer()}};
    else if (field == "detail")
      one.detail = value.text();
    else if (field == "answer")
      one.answer = value.text();
  }
  return one;
}

bool matches(const recent_attempt& one, const attempt_filter& which) {
  return (which.listener_id.empty() || one.listener_id == which.listener_id) &&
         (which.event_id.empty() || one.event_id == which.event_id);
}

} // namespace

result<void> redis_attempt_log::put(const std::vector<recent_attempt>& some, std::size_t most) {
  if (auto there = in_.ready(); !there)
    return there;
  std::vector<redis_command> calls;
  for (const auto& each : some) {
    const auto ended =
        std::chrono::floor<std::chrono::milliseconds>(each.ended_at.time_since_epoch());
    auto& call = calls.emplace_back(redis_command{"XADD", redis_keys::attempts, "MAXLEN", "~"});
    call.add_number(most).add("*");
    call.add("event").add(each.event_id).add("type").add(each.event_type);
    call.add("listener").add(each.listener_id).add("part").add(each.part);
    call.add("number").add_number(each.number).add("outcome").add(each.outcome);
    call.add("status").add_number(each.status).add("took").add_number(each.took.count());
    call.add("ended").add_number(ended.count());
    call.add("detail").add(each.detail).add("answer").add(each.answer);
  }
  if (calls.empty())
    return {};
  const auto written = in_.reader().exchange(std::move(calls));
  if (!written)
    return written.error();
  if (auto why = in_.reader().refusal(*written, {"XADD"}))
    return *why;
  return {};
}

result<std::vector<recent_attempt>> redis_attempt_log::newest(const attempt_filter& which,
                                                              std::size_t limit) {
  return walk(direction::back, "+", which, limit);
}

result<std::vector<recent_attempt>>
redis_attempt_log::since(std::string_view after, const attempt_filter& which, std::size_t limit) {
  if (!after.empty() && !is_position(after))
    return std::vector<recent_attempt>{};
  return walk(direction::on, after.empty() ? "-" : "(" + std::string{after}, which, limit);
}

/// Reads page by page: a filter is not for Redis to apply.
result<std::vector<recent_attempt>> redis_attempt_log::walk(direction where, std::string from,
                                                            const attempt_filter& which,
                                                            std::size_t limit) {
  if (auto there = in_.ready(); !there)
    return there.error();
  std::vector<recent_attempt> found;
  const auto size = std::to_string(page_size);
  while (found.size() < limit) {
    const auto page = in_.reader().ask(
        where == direction::back
            ? redis_command{"XREVRANGE", redis_keys::attempts, from, "-", "COUNT", size}
            : redis_command{"XRANGE", redis_keys::attempts, from, "+", "COUNT", size});
    if (!page)
      return page.error();
    const auto entries = page->whole();
    for (std::size_t i = 0; i < entries.size() && found.size() < limit; ++i) {
      auto one = attempt_in(entries[i]);
      if (matches(one, which))
        found.push_back(std::move(one));
    }
    if (entries.size() < page_size)
      break;
    from = "(" + std::string{entries[page_size - 1][0].text()};
  }
  return found;
}

result<std::string> redis_attempt_log::last() {
  const auto one = newest({}, 1);
  if (!one)
    return one.error();
  return one->empty() ? std::string{} : one->front().id;
}

} // namespace fanfare
