#include "actors/lane_order.hpp"

#include "messages/surely.hpp"

#include <iterator>
#include <utility>

namespace fanfare {

lane_order::turn lane_order::turn_of(const delivery& what) const {
  const auto found = keys_.find(*what.order_key);
  if (found == keys_.end())
    return turn::now;
  const auto& of = found->second;
  const auto& event = what.what->id;
  const auto alone = of.going == 0 || of.head == event;
  if (what.from == delivery_origin::journal) {
    if (of.has_parked())
      return turn::park;
    return alone ? turn::now : turn::wait;
  }
  const auto first_parked = of.unconfirmed.begin();
  const auto overtakes = first_parked != of.unconfirmed.end() && *first_parked < event;
  return alone && !overtakes ? turn::now : turn::park;
}

void lane_order::begin(const delivery& what) {
  auto& of = change(*what.order_key);
  of.head = what.what->id;
  ++of.going;
}

void lane_order::keep(delivery&& what) {
  keys_[*what.order_key].behind.push_back(std::move(what));
  ++waiting_;
}

void lane_order::parked(const delivery& what) {
  if (what.from != delivery_origin::retries)
    note_parked(change(*what.order_key), what.what->id);
}

void lane_order::given_up(const delivery& what) {
  const auto found = keys_.find(*what.order_key);
  if (found == keys_.end())
    return;
  if (what.from == delivery_origin::retries)
    note_gone(change(found->first), what.what->id);
  forget_if_done(found);
}

lane_order::follow_up lane_order::end(const delivery& what, bool stays) {
  follow_up next;
  const auto found = keys_.find(*what.order_key);
  if (found == keys_.end())
    return next;
  auto& of = change(found->first);
  const auto most = of.behind.size();
  surely([&] {
    next.go.reserve(most);
    next.park.reserve(most);
  });
  if (of.going > 0)
    --of.going;
  if (stays && what.from != delivery_origin::retries)
    note_parked(of, what.what->id);
  else if (stays && !of.has_parked())
    of.in_store = 1; // nobody had said so
  else if (!stays && what.from == delivery_origin::retries)
    note_gone(of, what.what->id);
  if (of.has_parked()) {
    for (; !of.behind.empty(); of.behind.pop_front(), --waiting_) {
      note_parked(of, of.behind.front().what->id);
      next.park.push_back(std::move(of.behind.front()));
    }
    return next;
  }
  while (!of.behind.empty() && (of.going == 0 || of.behind.front().what->id == of.head)) {
    of.head = of.behind.front().what->id;
    ++of.going;
    next.go.push_back(std::move(of.behind.front()));
    of.behind.pop_front();
    --waiting_;
  }
  forget_if_done(found);
  return next;
}

void lane_order::confirm(const std::string& key, const event_id& event) {
  const auto found = keys_.find(key);
  if (found == keys_.end())
    return;
  auto& unconfirmed = found->second.unconfirmed;
  const auto known = unconfirmed.find(event);
  if (known == unconfirmed.end())
    return;
  unconfirmed.erase(known);
  ++change(key).in_store;
}

void lane_order::add_parked(const std::string& key, std::uint64_t count) {
  if (count > 0)
    change(key).in_store += count;
}

std::optional<std::uint64_t> lane_order::begin_count() {
  if (keys_.empty())
    return std::nullopt;
  return ++count_;
}

void lane_order::end_count(std::uint64_t number,
                           const std::unordered_map<std::string, std::uint64_t>& parked) {
  if (number != count_)
    return;
  for (auto each = keys_.begin(); each != keys_.end();) {
    auto& of = each->second;
    if (of.changed_in < count_ && of.going == 0 && of.unconfirmed.empty()) {
      const auto known = parked.find(each->first);
      of.in_store = known == parked.end() ? 0 : known->second;
    }
    each = forget_if_done(each);
  }
}

void lane_order::forget_parked() {
  for (auto each = keys_.begin(); each != keys_.end();) {
    each->second.unconfirmed.clear();
    each->second.in_store = 0;
    each = forget_if_done(each);
  }
}

std::vector<delivery> lane_order::take_waiting() {
  std::vector<delivery> all;
  all.reserve(waiting_);
  for (auto& [key, of] : keys_)
    for (; !of.behind.empty(); of.behind.pop_front())
      all.push_back(std::move(of.behind.front()));
  waiting_ = 0;
  return all;
}

void lane_order::note_parked(key_state& of, const event_id& event) {
  surely([&] { of.unconfirmed.insert(event); });
}

/// What was claimed is in the store, whether or not that has been said.
void lane_order::note_gone(key_state& of, const event_id& event) {
  const auto unconfirmed = of.unconfirmed.find(event);
  if (unconfirmed != of.unconfirmed.end())
    of.unconfirmed.erase(unconfirmed);
  else if (of.in_store > 0)
    --of.in_store;
}

lane_order::key_state& lane_order::change(const std::string& key) {
  auto& of = keys_[key];
  of.changed_in = count_;
  return of;
}

lane_order::table::iterator lane_order::forget_if_done(table::iterator which) {
  const auto& of = which->second;
  const auto done = of.going == 0 && of.behind.empty() && !of.has_parked();
  return done ? keys_.erase(which) : std::next(which);
}

} // namespace fanfare
