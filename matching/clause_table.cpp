#include "matching/clause_table.hpp"

#include <algorithm>

namespace fanfare {

namespace {

bool any_holds(const std::vector<predicate>& any_of, const event_value& of) {
  return std::any_of(any_of.begin(), any_of.end(),
                     [&of](const predicate& each) { return holds(each, of); });
}

} // namespace

void clause_table::memory::begin(const event_fields& fields, const clause_table& of) {
  for (const auto number : known_)
    states_[number] = state::unknown;
  known_.clear();
  if (states_.size() < of.entries_.size())
    states_.resize(of.entries_.size());
  fields_ = &fields;
}

std::uint32_t clause_table::add(clause&& one, growing_paths& paths) {
  thread_local std::string name;
  name.assign(one.path).append(1, '\0').append(one.wanted);
  const auto number = numbers_.find_or_add(name);
  if (number == entries_.size()) {
    const bool takes_absence =
        std::any_of(one.any_of.begin(), one.any_of.end(),
                    [](const predicate& each) { return std::holds_alternative<is_absent>(each); });
    entries_.push_back({paths.add(one.path), takes_absence, std::move(one.any_of)});
  }
  return number;
}

clause_table::state clause_table::answer(const entry& asked, const event_fields& fields) {
  const auto& values = fields.of(asked.field);
  if (values.empty())
    return asked.takes_absence ? state::holds : state::fails;
  bool some_hold = false;
  bool always_there = false;
  for (const auto& [value, place] : values) {
    const bool free = place == event_fields::nowhere;
    always_there = always_there || free;
    if (!any_holds(asked.any_of, value))
      continue;
    if (free)
      return state::holds;
    some_hold = true;
  }
  if (some_hold)
    return state::holds_inside;
  return asked.takes_absence && !always_there ? state::absent_inside : state::fails;
}

clause_table::state clause_table::ask(std::uint32_t number, memory& about) const {
  auto& known = about.states_[number];
  if (known == state::unknown) {
    known = answer(entries_[number], *about.fields_);
    about.known_.push_back(number);
  }
  return known;
}

bool clause_table::all_hold(std::span<const std::uint32_t> clauses, std::uint32_t known,
                            std::uint32_t as_well, memory& about) const {
  auto& inside = about.inside_;
  inside.clear();
  bool one_holds = false;
  bool absence = false;
  for (const auto number : clauses) {
    if (number == known || number == as_well)
      continue;
    const auto is = ask(number, about);
    if (is == state::fails)
      return false;
    if (is == state::holds)
      continue;
    inside.push_back(asked_by(number));
    one_holds = is == state::holds_inside;
    absence = absence || inside.back().takes_absence;
  }
  if (absence) {
    // What a clause takes decides what is absent beside it, also where it could
    // take something that is in no array.
    inside.clear();
    for (const auto number : clauses)
      inside.push_back(asked_by(number));
  } else if (inside.size() < 2) {
    return inside.empty() || one_holds;
  }
  return about.choice_.works_out(inside, *about.fields_);
}

} // namespace fanfare
