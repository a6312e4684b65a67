#include "notifiers/http_waiting_line.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

void http_waiting_line::add(http_job work, const target_ptr& to) {
  to->waiting.push_back(std::move(work));
  give_turn(to);
}

void http_waiting_line::add_again(http_job work, const target_ptr& to) {
  to->waiting.push_front(std::move(work));
  give_turn(to);
}

void http_waiting_line::give_turn(const target_ptr& to) {
  if (!std::exchange(to->has_turn, true))
    turns_.push_back(to);
}

std::optional<http_waiting_line::place>
http_waiting_line::next(const std::function<bool(const http_target&)>& may_start) {
  for (auto left = turns_.size(); left > 0; --left) {
    auto to = std::move(turns_.front());
    turns_.pop_front();
    to->has_turn = false;
    std::optional<place> found;
    if (!to->waiting.empty() && may_start(*to)) {
      found = place{std::move(to->waiting.front()), to};
      to->waiting.pop_front();
    }
    if (!to->waiting.empty())
      give_turn(to);
    if (found)
      return found;
  }
  return std::nullopt;
}

std::vector<http_waiting_line::place> http_waiting_line::take_expired(clock::time_point now) {
  std::vector<place> expired;
  for (const auto& to : turns_) {
    auto& waiting = to->waiting;
    const auto late = std::stable_partition(
        waiting.begin(), waiting.end(), [now](const http_job& one) { return one.start_by > now; });
    for (auto one = late; one != waiting.end(); ++one)
      expired.push_back({std::move(*one), to});
    waiting.erase(late, waiting.end());
  }
  return expired;
}

} // namespace fanfare
