#include "actors/lanes.hpp"

#include <algorithm>
#include <functional>

namespace fanfare {

lane& lane_table::of(const ready_listener_ptr& listener) {
  auto& its = lanes_[listener->what->id];
  if (!its.listener)
    its.listener = listener;
  return its;
}

void lane_table::add(delivery&& what) {
  auto& to = of(what.to);
  list(to); // before what may fail only while nothing has been moved
  to.put(std::move(what));
}

lane* lane_table::next_listed() {
  if (next_ == listed_.size()) {
    listed_.clear();
    next_ = 0;
    return nullptr;
  }
  auto* first = listed_[next_++];
  first->listed = false;
  return first;
}

void lane_table::list(lane& which) {
  if (which.listed)
    return;
  listed_.push_back(&which);
  which.listed = true;
}

void lane_table::list_at(lane& which, time_point when) {
  if (which.alarms > 0 && which.alarm_at <= when)
    return;
  alarms_.emplace_back(when, &which);
  std::push_heap(alarms_.begin(), alarms_.end(), std::greater<>{});
  ++which.alarms;
  which.alarm_at = when;
}

void lane_table::list_due(time_point now) {
  while (!alarms_.empty() && alarms_.front().first <= now) {
    auto* which = alarms_.front().second;
    std::pop_heap(alarms_.begin(), alarms_.end(), std::greater<>{});
    alarms_.pop_back();
    --which->alarms;
    which->alarm_at = time_point::max();
    list(*which);
  }
}

std::optional<lane_table::time_point> lane_table::next_alarm() const {
  return alarms_.empty() ? std::nullopt : std::optional{alarms_.front().first};
}

lane* lane_table::find(const std::string& listener_id) {
  auto found = lanes_.find(listener_id);
  return found == lanes_.end() ? nullptr : &found->second;
}

std::vector<delivery> lane_table::withdraw_all() {
  std::vector<delivery> all;
  all.reserve(waiting());
  for (auto& [id, each] : lanes_) {
    for (auto* queue : {&each.fresh, &each.due})
      for (; !queue->empty(); queue->pop_front())
        all.push_back(std::move(queue->front()));
    if (each.order)
      for (auto& one : each.order->take_waiting())
        all.push_back(std::move(one));
  }
  return all;
}

std::size_t lane_table::waiting() const {
  std::size_t sum = 0;
  for (const auto& [id, each] : lanes_)
    sum += each.waiting();
  return sum;
}

} // namespace fanfare
