#include "matching/clause_table.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace fanfare {

namespace {

/// Up to so many values are asked at once, and what they say is remembered.
constexpr std::size_t few_values = 16;

} // namespace

void clause_table::memory::begin(const event_fields& fields, const clause_table& of) {
  for (const auto number : not_new_)
    known_[number] = {};
  not_new_.clear();
  candidates_.clear();
  lists_.clear();
  if (known_.size() < of.entries_.size())
    known_.resize(of.entries_.size());
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
  auto& known = about.known_[number].is;
  if (known == state::unknown) {
    known = answer(entries_[number], *about.fields_);
    about.not_new_.push_back(number);
  }
  return known;
}

void clause_table::tell(std::uint32_t clause, std::span<const std::uint32_t> places,
                        memory& about) const {
  const auto begin = about.candidates_.size();
  for (const auto place : places)
    about.candidates_.push_back({place, true});
  const bool free = places.front() == event_fields::nowhere;
  about.known_[clause] = {free ? state::holds : state::holds_inside,
                          static_cast<std::uint32_t>(about.lists_.size())};
  about.lists_.push_back({begin, about.candidates_.size()});
  about.not_new_.push_back(clause);
}

void clause_table::tell_many(std::uint32_t clause, memory& about) const {
  about.known_[clause] = {state::holds_inside, memory::many};
  about.not_new_.push_back(clause);
}

/// Finds the values that a clause may take; it has been asked.
void clause_table::look_for_candidates(std::uint32_t clause, memory& about) const {
  auto& which = about.known_[clause].list;
  if (which < memory::many)
    return;
  const auto& asked = entries_[clause];
  auto& all = about.candidates_;
  const auto begin = all.size();
  for (const auto& [value, place] : about.fields_->of(asked.field)) {
    const bool taken = any_holds(asked.any_of, value);
    if (taken || asked.takes_absence)
      all.push_back({place, taken});
  }
  const auto by_place = [](const candidate& a, const candidate& b) { return a.place < b.place; };
  const auto from = all.begin() + static_cast<std::ptrdiff_t>(begin);
  if (!std::is_sorted(from, all.end(), by_place))
    std::sort(from, all.end(), by_place);
  which = static_cast<std::uint32_t>(about.lists_.size());
  about.lists_.push_back({begin, all.size()});
}

/// Whether one of the clauses leaves so few places that the others need not be
/// asked of all values, but of those that agree with these.
bool clause_table::is_narrow(std::span<const std::uint32_t> clauses, const memory& about) const {
  return about.fields_->in_order() &&
         std::any_of(clauses.begin(), clauses.end(), [&about](std::uint32_t number) {
           const auto& known = about.known_[number];
           if (known.is != state::holds_inside || known.list >= memory::many)
             return false;
           const auto& [begin, end] = about.lists_[known.list];
           return end - begin <= few_values;
         });
}

bool clause_table::may_wait(std::uint32_t clause, const memory& about) const {
  const auto& asked = entries_[clause];
  return about.known_[clause].is == state::unknown && !asked.takes_absence &&
         about.fields_->of(asked.field).size() > few_values;
}

bool clause_table::all_hold(std::span<const std::uint32_t> clauses, std::uint32_t known,
                            std::uint32_t as_well, memory& about) const {
  auto& inside = about.inside_;
  inside.clear();
  bool absence = false;
  const bool narrow = clauses.size() > 1 && is_narrow(clauses, about);
  for (const auto number : clauses) {
    if (number == known || number == as_well)
      continue;
    if (narrow && may_wait(number, about)) {
      inside.push_back(number);
      continue;
    }
    const auto is = ask(number, about);
    if (is == state::fails)
      return false;
    if (is == state::holds)
      continue;
    inside.push_back(number);
    absence = absence || entries_[number].takes_absence;
  }
  if (!absence)
    return inside.size() < 2 || work_out_together(false, about);
  // What a clause takes decides what is absent beside it, also where it could
  // take something that is in no array.
  inside.assign(clauses.begin(), clauses.end());
  return work_out_together(true, about);
}

bool clause_table::work_out_together(bool by_path, memory& about) const {
  const auto is_late = [&](std::uint32_t number) {
    const auto& [is, list] = about.known_[number];
    return !by_path && about.fields_->in_order() && (is == state::unknown || list == memory::many);
  };
  for (const auto number : about.inside_) {
    if (is_late(number))
      continue;
    ask(number, about);
    look_for_candidates(number, about);
  }
  auto& choices = about.choices_;
  choices.clear();
  for (const auto number : about.inside_) {
    const auto& asked = entries_[number];
    if (is_late(number)) {
      choices.emplace_back(about.fields_->of(asked.field), asked.any_of);
      continue;
    }
    const auto& [begin, end] = about.lists_[about.known_[number].list];
    choices.emplace_back(std::span<const candidate>{about.candidates_}.subspan(begin, end - begin),
                         asked.takes_absence);
  }
  // What leaves few places goes first. Else the order of the paths is best: what is in one
  // array stands together.
  if (!by_path)
    std::stable_partition(choices.begin(), choices.end(),
                          [](const choice& each) { return each.size() <= few_values; });
  return about.choice_.works_out(choices, *about.fields_);
}

} // namespace fanfare
