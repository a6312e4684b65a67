#include "matching/element_choice.hpp"

#include <algorithm>

namespace fanfare {

std::size_t choice::first_at(std::uint32_t place, std::size_t from) const {
  auto end = size();
  while (from < end) {
    const auto middle = from + (end - from) / 2;
    if (this->place(middle) < place)
      from = middle + 1;
    else
      end = middle;
  }
  return from;
}

bool element_choice::works_out(std::span<const choice> asked, const event_fields& fields) {
  fields_ = &fields;
  asked_ = asked;
  taken_.clear();
  failed_.clear();
  last_uses_.clear();
  steps_ = 0;
  most_steps_ = 4 * patience;
  for (const auto& each : asked)
    most_steps_ += steps_a_value * each.size();
  return choose(0);
}

/// Returns the first candidate from `from` on that agrees with all that is
/// taken; how many there are if none does.
std::size_t element_choice::next_agreeing(std::size_t clause, std::size_t from) const {
  const auto& all = asked_[clause];
  while (from < all.size()) {
    std::uint32_t behind = event_fields::nowhere;
    for (const auto place : taken_)
      if (const auto clash = fields_->next_agreeing(all.place(from), place)) {
        behind = *clash;
        break;
      }
    if (behind == event_fields::nowhere)
      return from;
    from = all.first_at(behind, from);
  }
  return from;
}

bool element_choice::choose(std::size_t clause) {
  if (clause == asked_.size())
    return true;
  if (++steps_ > patience && (steps_ > most_steps_ || failed_.contains(state_at(clause))))
    return false;
  const auto& all = asked_[clause];
  bool absent = true;
  for (auto at = next_agreeing(clause, 0); at < all.size() && steps_ <= most_steps_;
       at = next_agreeing(clause, at + 1)) {
    absent = false;
    if (!all.holds(at))
      continue;
    taken_.push_back(all.place(at));
    if (choose(clause + 1))
      return true;
    taken_.pop_back();
  }
  if (absent && all.takes_absence() && choose(clause + 1))
    return true;
  if (steps_ > patience && steps_ <= most_steps_)
    failed_.insert(state_at(clause));
  return false;
}

/// Returns what of the elements taken so far the clauses that are left can see.
element_choice::state element_choice::state_at(std::size_t clause) {
  if (last_uses_.empty())
    find_last_uses();
  state seen;
  for (const auto taken : taken_)
    for (auto place = taken; place != event_fields::nowhere; place = fields_->outer(place))
      if (last_uses_[fields_->array_of(place)] > clause)
        seen.push_back(place);
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  seen.push_back(static_cast<std::uint32_t>(clause));
  return seen;
}

void element_choice::find_last_uses() {
  last_uses_.assign(fields_->arrays(), 0);
  for (std::size_t clause = 0; clause < asked_.size(); ++clause)
    for (std::size_t i = 0; i < asked_[clause].size(); ++i)
      for (auto place = asked_[clause].place(i); place != event_fields::nowhere;
           place = fields_->outer(place)) {
        auto& last = last_uses_[fields_->array_of(place)];
        if (last == clause + 1)
          break; // so are those around it
        last = clause + 1;
      }
}

} // namespace fanfare
