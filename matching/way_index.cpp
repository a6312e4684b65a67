#include "matching/way_index.hpp"

#include <algorithm>
#include <limits>
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
  case field_index::kind::piece:
    return 30;
  case field_index::kind::any:
    return 1'000;
  }
  return 1'000;
}

constexpr double looseness_of_type = 40;
/// Two clauses are looked up together only if one alone would find more ways.
constexpr double few_ways = 16;

std::uint64_t pair_of(std::uint32_t one, std::uint32_t other) {
  return std::uint64_t{std::min(one, other)} << 32U | std::max(one, other);
}

} // namespace

void way_index::add(const std::vector<std::uint32_t>& patterns, const filter* asked,
                    growing_paths& paths) {
  const auto place = static_cast<std::uint32_t>(pattern_begins_.size());
  pattern_begins_.push_back(static_cast<std::uint32_t>(listener_patterns_.size()));
  listener_patterns_.insert(listener_patterns_.end(), patterns.begin(), patterns.end());
  if (patterns.empty())
    return;
  static const filter anything{{{}}};
  for (const auto& each : (asked == nullptr ? anything : *asked).ways) {
    ways_.push_back({place, static_cast<std::uint32_t>(way_clauses_.size())});
    for (const auto& one : each)
      way_clauses_.push_back(clauses_.add(one, paths));
  }
}

/// Chooses the pivots of all ways.
class way_index::sealing {
public:
  sealing(way_index& to, std::uint32_t patterns)
      : to_{to}, clause_ways_(to.clauses_.size(), 0), pattern_listeners_(patterns, 0),
        clause_keys_(to.clauses_.size()) {
    for (const auto clause : to_.way_clauses_)
      ++clause_ways_[clause];
    for (const auto pattern : to_.listener_patterns_)
      ++pattern_listeners_[pattern];
  }

  void place_all() {
    for (std::uint32_t number = 0; number < to_.ways_.size(); ++number)
      place(number);
  }

  std::uint32_t keys() const { return keys_; }

private:
  void place(std::uint32_t number) {
    auto& one = to_.ways_[number];
    const auto clauses = to_.clauses_of(number);
    auto best = cost_of_type(one.place);
    for (const auto clause : clauses)
      if (const auto cost = cost_of(clause); cost < best) {
        best = cost;
        one.pivot = clause;
      }
    if (best > few_ways && choose_pair(one, clauses)) {
      const auto a = keys_of(one.pivot).front();
      const auto b = keys_of(one.other).front();
      const auto fresh = static_cast<std::uint32_t>(to_.pairs_.size());
      to_.by_pair_.add(to_.pairs_.find_or_add(pair_of(a, b), fresh), number);
      to_.pair_fields_.find_or_add(
          pair_of(to_.clauses_.field_of(one.pivot), to_.clauses_.field_of(one.other)), 0);
      to_.paired_[a] = to_.paired_[b] = 1;
    } else if (one.pivot != none) {
      for (const auto key : keys_of(one.pivot))
        to_.by_key_.add(key, number);
    } else {
      place_by_type(one.place, number);
    }
  }

  void place_by_type(std::uint32_t place, std::uint32_t number) {
    for (const auto pattern : patterns_of(place))
      to_.by_pattern_.add(pattern, number);
  }

  std::span<const std::uint32_t> patterns_of(std::uint32_t place) const {
    const auto begin = to_.pattern_begins_[place];
    const auto end = place + 1 < to_.pattern_begins_.size() ? to_.pattern_begins_[place + 1]
                                                            : to_.listener_patterns_.size();
    return {to_.listener_patterns_.data() + begin, end - begin};
  }

  double cost_of_type(std::uint32_t place) const {
    double cost = 0;
    for (const auto pattern : patterns_of(place))
      cost += looseness_of_type * pattern_listeners_[pattern];
    return cost;
  }

  double cost_of(std::uint32_t clause) const {
    double cost = 0;
    for (const auto& each : to_.clauses_.predicates(clause)) {
      const auto kind = field_index::kind_of(each);
      if (!kind)
        return std::numeric_limits<double>::infinity();
      cost += looseness(*kind);
    }
    return cost * clause_ways_[clause];
  }

  /// Chooses the two rarest of the clauses that want one value of a field each.
  bool choose_pair(way& of, std::span<const std::uint32_t> clauses) {
    std::uint32_t first = none;
    std::uint32_t second = none;
    for (const auto clause : clauses) {
      const auto& predicates = to_.clauses_.predicates(clause);
      if (predicates.size() != 1 ||
          field_index::kind_of(predicates.front()) != field_index::kind::exact)
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

  const std::vector<std::uint32_t>& keys_of(std::uint32_t clause) {
    auto& keys = clause_keys_[clause];
    if (!keys.empty())
      return keys;
    const auto field = to_.clauses_.field_of(clause);
    if (field >= to_.fields_.size())
      to_.fields_.resize(field + 1);
    for (const auto& each : to_.clauses_.predicates(clause)) {
      const auto key = to_.fields_[field].add(each, keys_);
      if (key == keys_) {
        ++keys_;
        to_.sure_.push_back(field_index::is_sure(each) ? 1 : 0);
        to_.paired_.push_back(0);
      }
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        keys.push_back(key);
    }
    return keys;
  }

  way_index& to_;
  std::uint32_t keys_ = 0;
  std::vector<std::uint32_t> clause_ways_;       ///< By clause: how many ways have it.
  std::vector<std::uint32_t> pattern_listeners_; ///< By pattern: how many listeners have it.
  std::vector<std::vector<std::uint32_t>> clause_keys_;
};

void way_index::seal(std::uint32_t patterns) {
  pattern_count_ = patterns;
  sealing all{*this, patterns};
  all.place_all();
  by_pattern_.seal(patterns);
  by_key_.seal(all.keys());
  by_pair_.seal(static_cast<std::uint32_t>(pairs_.size()));
  for (auto& each : fields_)
    each.seal();
}

std::span<const std::uint32_t> way_index::clauses_of(std::uint32_t number) const {
  const auto begin = ways_[number].begin;
  const auto end = number + 1 < ways_.size() ? ways_[number + 1].begin : way_clauses_.size();
  return {way_clauses_.data() + begin, end - begin};
}

bool way_index::holds(std::uint32_t number, bool pivot_is_sure, memory& about) const {
  const auto& one = ways_[number];
  const auto clauses = clauses_of(number);
  return pivot_is_sure ? clauses_.all_hold(clauses, one.pivot, one.other, about.clauses_)
                       : clauses_.all_hold(clauses, about.clauses_);
}

bool way_index::is_of_type(std::uint32_t place, const memory& about) const {
  const auto begin = pattern_begins_[place];
  const auto end =
      place + 1 < pattern_begins_.size() ? pattern_begins_[place + 1] : listener_patterns_.size();
  for (std::size_t i = begin; i < end; ++i)
    if (about.patterns_[listener_patterns_[i]] == about.event_)
      return true;
  return false;
}

void way_index::match(std::span<const std::uint32_t> patterns, const event_fields* fields,
                      memory& about, std::vector<std::uint32_t>& places) const {
  if (patterns.empty())
    return;
  if (++about.event_ == 0) { // it has come round: the marks say nothing any more
    about.event_ = 1;
    about.patterns_.clear();
    about.keys_.clear();
  }
  if (about.patterns_.size() < pattern_count_)
    about.patterns_.resize(pattern_count_, 0);
  for (const auto pattern : patterns)
    about.patterns_[pattern] = about.event_;
  if (fields != nullptr)
    about.clauses_.begin(*fields, clauses_);
  for (const auto pattern : patterns)
    for (const auto number : by_pattern_.of(pattern))
      if (clauses_of(number).empty() || (fields != nullptr && holds(number, false, about)))
        places.push_back(ways_[number].place);
  if (fields != nullptr)
    match_keys(about, places);
}

void way_index::match_keys(memory& about, std::vector<std::uint32_t>& places) const {
  about.hits_.clear();
  if (about.keys_.size() < sure_.size())
    about.keys_.resize(sure_.size(), 0);
  const auto& fields = about.clauses_.fields();
  for (const auto field : fields.touched())
    if (field < fields_.size())
      for (const auto& value : fields.of(field))
        match_value(field, value, about, places);
  if (about.hits_.size() > 1)
    match_pairs(about, places);
}

void way_index::match_value(std::uint32_t field, const found_value& value, memory& about,
                            std::vector<std::uint32_t>& places) const {
  about.found_.clear();
  fields_[field].find(value.value, about.found_);
  const bool free = value.place == event_fields::nowhere;
  for (const auto key : about.found_) {
    if (about.keys_[key] == about.event_)
      continue;
    about.keys_[key] = about.event_;
    if (paired_[key] != 0)
      about.hits_.push_back({field, key, free});
    for (const auto number : by_key_.of(key))
      if (is_of_type(ways_[number].place, about) && holds(number, free && sure_[key] != 0, about))
        places.push_back(ways_[number].place);
  }
}

void way_index::match_pairs(memory& about, std::vector<std::uint32_t>& places) const {
  for (auto one = about.hits_.begin(); one != about.hits_.end(); ++one)
    for (auto other = std::next(one); other != about.hits_.end(); ++other) {
      if (pair_fields_.find(pair_of(one->field, other->field)) == key_table::none)
        continue;
      const auto pair = pairs_.find(pair_of(one->key, other->key));
      if (pair == key_table::none)
        continue;
      for (const auto number : by_pair_.of(pair))
        if (is_of_type(ways_[number].place, about) &&
            holds(number, one->free && other->free, about))
          places.push_back(ways_[number].place);
    }
}

} // namespace fanfare
