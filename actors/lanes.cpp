#include "actors/lanes.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

std::optional<delivery> lane::next() {
  auto window = listener->pace.concurrency;
  if (under_way >= window)
    return std::nullopt;
  auto kept_for_due = std::max(1u, window / 4);
  bool take_due = !due.empty() && (fresh.empty() || due_under_way < kept_for_due);
  auto& queue = take_due ? due : fresh;
  if (queue.empty())
    return std::nullopt;
  auto first = std::move(queue.front());
  queue.pop_front();
  ++under_way;
  if (take_due)
    ++due_under_way;
  return first;
}

void lane_table::add(delivery&& what) {
  auto& to = lanes_[what.to->what->id];
  if (!to.listener)
    to.listener = what.to;
  auto& queue = what.from == delivery_origin::retries ? to.due : to.fresh;
  queue.push_back(std::move(what));
  list(to);
}

lane* lane_table::next_listed() {
  if (listed_.empty())
    return nullptr;
  auto* first = listed_.front();
  listed_.pop_front();
  first->listed = false;
  return first;
}

void lane_table::list(lane& which) {
  if (std::exchange(which.listed, true))
    return;
  listed_.push_back(&which);
}

lane* lane_table::find(const std::string& listener_id) {
  auto found = lanes_.find(listener_id);
  return found == lanes_.end() ? nullptr : &found->second;
}

void lane_table::forget_if_idle(const std::string& listener_id) {
  auto found = lanes_.find(listener_id);
  if (found != lanes_.end() && found->second.idle() && !found->second.listed)
    lanes_.erase(found);
}

std::vector<delivery> lane_table::withdraw_all() {
  std::vector<delivery> all;
  for (auto& [id, each] : lanes_) {
    std::move(each.fresh.begin(), each.fresh.end(), std::back_inserter(all));
    std::move(each.due.begin(), each.due.end(), std::back_inserter(all));
    each.fresh.clear();
    each.due.clear();
  }
  return all;
}

std::uint64_t ticket_table::issue(delivery what) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(places_.size()));
    places_.emplace_back();
  }
  auto at = free_.back();
  free_.pop_back();
  auto& where = places_[at];
  where.what = std::move(what);
  ++count_;
  return (std::uint64_t{where.generation} << 32) | at;
}

std::optional<delivery> ticket_table::redeem(std::uint64_t ticket) {
  auto at = static_cast<std::uint32_t>(ticket);
  if (at >= places_.size() || places_[at].generation != ticket >> 32 || !places_[at].what)
    return std::nullopt;
  auto what = std::exchange(places_[at].what, std::nullopt);
  ++places_[at].generation;
  free_.push_back(at);
  --count_;
  return what;
}

std::vector<delivery> ticket_table::redeem_all() {
  std::vector<delivery> all;
  for (std::uint32_t at = 0; at < places_.size(); ++at)
    if (auto what = redeem((std::uint64_t{places_[at].generation} << 32) | at))
      all.push_back(std::move(*what));
  return all;
}

} // namespace fanfare
