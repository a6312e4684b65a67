#include "matching/element_choice.hpp"

#include <algorithm>

namespace fanfare {

namespace {

bool any_holds(const std::vector<predicate>& any_of, const event_value& of) {
  return std::any_of(any_of.begin(), any_of.end(),
                     [&of](const predicate& each) { return holds(each, of); });
}

} // namespace

bool element_choice::works_out(std::span<const asked_field> asked, const event_fields& fields) {
  fields_ = &fields;
  asked_ = asked;
  gather(asked);
  taken_.clear();
  failed_.clear();
  last_uses_.clear();
  steps_ = 0;
  return choose(0);
}

void element_choice::gather(std::span<const asked_field> asked) {
  if (candidates_.size() < asked.size())
    candidates_.resize(asked.size());
  most_steps_ = 4 * patience;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto& all = candidates_[i];
    all.clear();
    for (const auto& [value, place] : fields_->of(asked[i].field))
      all.push_back({place, any_holds(*asked[i].any_of, value)});
    most_steps_ += steps_a_value * all.size();
    const auto by_place = [](const candidate& a, const candidate& b) { return a.place < b.place; };
    if (!std::is_sorted(all.begin(), all.end(), by_place))
      std::sort(all.begin(), all.end(), by_place);
  }
}

/// Returns the first candidate from `from` on that agrees with all that is
/// taken; how many there are if none does.
std::size_t element_choice::next_agreeing(std::size_t clause, std::size_t from) const {
  const auto& all = candidates_[clause];
  const auto is_before = [](const candidate& one, std::uint32_t place) {
    return one.place < place;
  };
  while (from < all.size()) {
    std::uint32_t behind = event_fields::nowhere;
    for (const auto place : taken_)
      if (const auto clash = fields_->next_agreeing(all[from].place, place)) {
        behind = *clash;
        break;
      }
    if (behind == event_fields::nowhere)
      return from;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    from = static_cast<std::size_t>(std::lower_bound(begin, all.end(), behind, is_before) -
                                    all.begin());
  }
  return from;
}

bool element_choice::choose(std::size_t clause) {
  if (clause == asked_.size())
    return true;
  if (++steps_ > patience && (steps_ > most_steps_ || failed_.contains(state_at(clause))))
    return false;
  const auto& all = candidates_[clause];
  bool absent = true;
  for (auto at = next_agreeing(clause, 0); at < all.size() && steps_ <= most_steps_;
       at = next_agreeing(clause, at + 1)) {
    absent = false;
    if (!all[at].holds)
      continue;
    taken_.push_back(all[at].place);
    if (choose(clause + 1))
      return true;
    taken_.pop_back();
  }
  if (absent && asked_[clause].takes_absence && choose(clause + 1))
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
    for (const auto& one : candidates_[clause])
      for (auto place = one.place; place != event_fields::nowhere; place = fields_->outer(place)) {
        auto& last = last_uses_[fields_->array_of(place)];
        if (last == clause + 1)
          break; // so are those around it
        last = clause + 1;
      }
}

} // namespace fanfare
