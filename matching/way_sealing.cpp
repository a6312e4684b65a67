#include "matching/way_sealing.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// How many times as many events a predicate of a kind lets through as one that
/// wants a single value does: guesses, which only have to put them in order.
double looseness(field_index::kind of) {
  switch (of) {
  case field_index::kind::exact:
    return 1;
  case field_index::kind::affix:
    return 6;
  case field_index::kind::range:
    return 20;
  case field_index::kind::wildcard:
    return 30;
  case field_index::kind::absence:
    return 20;
  case field_index::kind::any:
    return 1'000;
  }
  return 1'000;
}

constexpr double looseness_of_type = 40;
/// Two clauses are looked up together only if one alone would find more ways.
constexpr double few_ways = 16;

} // namespace

way_index::sealing::sealing(way_index& to, std::uint32_t patterns)
    : to_{to}, from_{*to.gathered_}, patterns_{patterns}, clause_ways_(to.clauses_.size(), 0),
      pattern_listeners_(patterns, 0) {
  to_.key_lists_.resize(to.clauses_.size());
  for (const auto clause : from_.clauses) {
    ++clause_ways_[clause];
    if (!to.clauses_.takes_absence(clause))
      continue;
    const auto field = to.clauses_.field_of(clause);
    if (field >= absence_ways_.size())
      absence_ways_.resize(field + 1, 0);
    ++absence_ways_[field];
  }
  for (const auto pattern : from_.patterns)
    ++pattern_listeners_[pattern];
}

void way_index::sealing::post_all() {
  for (std::uint32_t way = 0; way < from_.ways.size(); ++way)
    post(way);
  to_.way_clauses_.reserve(from_.clauses.size());
  seal_list(to_.by_pattern_, patterns_);
  seal_list(to_.by_key_, static_cast<std::uint32_t>(to_.key_marks_.size()));
  seal_list(to_.by_pair_, static_cast<std::uint32_t>(to_.pairs_.size()));
  to_.pattern_lists_.seal(pattern_lists_);
  to_.partners_.seal(static_cast<std::uint32_t>(to_.key_marks_.size()));
  for (auto& each : to_.fields_)
    each.seal();
}

/// Lays the clauses of ways that are looked up together side by side as well.
void way_index::sealing::seal_list(posting_lists<posted>& which, std::uint32_t lists) {
  which.seal(lists);
  for (auto& one : which.all()) {
    const auto begin = from_.clauses.begin() + one.begin;
    one.begin = static_cast<std::uint32_t>(to_.way_clauses_.size());
    to_.way_clauses_.insert(to_.way_clauses_.end(), begin, begin + one.count);
  }
}

way_index::posted way_index::sealing::begin_posting(std::uint32_t way) {
  const auto& [place, begin] = from_.ways[way];
  const bool other_ways = (way > 0 && from_.ways[way - 1].place == place) ||
                          (way + 1 < from_.ways.size() && from_.ways[way + 1].place == place);
  posted one;
  one.place = place;
  one.pattern = pattern_of(place);
  one.begin = begin;
  one.count = static_cast<std::uint16_t>(from_.clauses_of(way).size());
  one.lone = !other_ways;
  return one;
}

std::uint32_t way_index::sealing::pattern_of(std::uint32_t place) {
  const auto patterns = from_.patterns_of(place);
  if (patterns.size() == 1)
    return patterns.front();
  for (const auto pattern : patterns)
    to_.pattern_lists_.add(pattern_lists_, pattern);
  return pattern_lists_++ | several;
}

void way_index::sealing::post(std::uint32_t way) {
  auto one = begin_posting(way);
  const auto clauses = from_.clauses_of(way);
  auto best = cost_of_type(one.place);
  for (const auto clause : clauses)
    if (const auto cost = cost_of(clause); cost < best) {
      best = cost;
      one.pivot = clause;
    }
  if (best > few_ways && post_by_pair(one, clauses))
    return;
  if (one.pivot == none) {
    const auto patterns = from_.patterns_of(one.place);
    one.lone = one.lone && patterns.size() == 1;
    for (const auto pattern : patterns)
      to_.by_pattern_.add(pattern, one);
    return;
  }
  const auto keys = keys_of(one.pivot);
  one.lone = one.lone && keys.size() == 1;
  for (const auto key : keys)
    to_.by_key_.add(key, one);
}

bool way_index::sealing::post_by_pair(posted one, std::span<const std::uint32_t> clauses) {
  if (!choose_pair(one, clauses))
    return false;
  const auto a = keys_of(one.pivot).front();
  const auto b = keys_of(one.other).front();
  const auto fresh = static_cast<std::uint32_t>(to_.pairs_.size());
  const auto pair = to_.pairs_.find_or_add(pair_of(a, b), fresh);
  to_.by_pair_.add(pair, one);
  if (pair == fresh)
    to_.partners_.add(std::min(a, b), {std::max(a, b), pair});
  to_.pair_fields_.find_or_add(
      pair_of(to_.clauses_.field_of(one.pivot), to_.clauses_.field_of(one.other)), 0);
  to_.key_marks_[a] |= paired;
  to_.key_marks_[b] |= paired;
  return true;
}

double way_index::sealing::cost_of_type(std::uint32_t place) const {
  double cost = 0;
  for (const auto pattern : from_.patterns_of(place))
    cost += looseness_of_type * pattern_listeners_[pattern];
  return cost;
}

double way_index::sealing::cost_of(std::uint32_t clause) const {
  double cost = 0;
  for (const auto& each : to_.clauses_.predicates(clause)) {
    const auto kind = field_index::kind_of(each);
    const auto ways = kind == field_index::kind::absence
                          ? absence_ways_[to_.clauses_.field_of(clause)]
                          : clause_ways_[clause];
    cost += looseness(kind) * ways;
  }
  return cost;
}

/// Chooses the two rarest of the clauses that want one value of a field each.
bool way_index::sealing::choose_pair(posted& of, std::span<const std::uint32_t> clauses) const {
  std::uint32_t first = none;
  std::uint32_t second = none;
  for (const auto clause : clauses) {
    const auto& predicates = to_.clauses_.predicates(clause);
    if (predicates.size() != 1 ||
        field_index::kind_of(predicates.front()) != field_index::kind::exact ||
        !field_index::is_sure(predicates.front()))
      continue;
    if (first == none || clause_ways_[clause] < clause_ways_[first])
      second = std::exchange(first, clause);
    else if (second == none || clause_ways_[clause] < clause_ways_[second])
      second = clause;
  }
  if (second == none)
    return false;
  of.pivot = first;
  of.other = second;
  return true;
}

/// Returns the keys of a clause, which is looked up by them from now on.
std::span<const std::uint32_t> way_index::sealing::keys_of(std::uint32_t clause) {
  auto& [begin, count] = to_.key_lists_[clause];
  if (count > 0)
    return to_.keys_of(clause);
  const auto field = to_.clauses_.field_of(clause);
  auto& all = to_.clause_keys_;
  begin = static_cast<std::uint32_t>(all.size());
  for (const auto& each : to_.clauses_.predicates(clause)) {
    const auto fresh = static_cast<std::uint32_t>(to_.key_marks_.size());
    const auto key = index_of(field).add(each, fresh);
    if (key == fresh)
      to_.key_marks_.push_back(
          static_cast<std::uint8_t>((field_index::is_sure(each) ? sure : 0) |
                                    (field_index::is_complete(each) ? complete : 0)));
    if (key == fresh && field_index::kind_of(each) == field_index::kind::absence)
      to_.absences_.push_back({field, key});
    if (std::find(all.begin() + begin, all.end(), key) == all.end())
      all.push_back(key);
  }
  count = static_cast<std::uint32_t>(all.size()) - begin;
  return to_.keys_of(clause);
}

/// Returns the index of a field, which has one from now on.
field_index& way_index::sealing::index_of(std::uint32_t field) {
  auto& slots = to_.field_slots_;
  if (field >= slots.size())
    slots.resize(field + 1, none);
  if (slots[field] == none) {
    slots[field] = static_cast<std::uint32_t>(to_.fields_.size());
    to_.fields_.emplace_back();
  }
  return to_.fields_[slots[field]];
}

} // namespace fanfare
