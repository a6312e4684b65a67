#include "matching/way_index.hpp"

#include "matching/way_sealing.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace fanfare {

namespace {

/// Up to here, trying each with each is faster than walking through partners.
constexpr std::size_t few_halves = 32;

/// Of more places a clause is not told one by one: it may be one of many that share them.
constexpr std::size_t few_places = 64;

} // namespace

std::uint64_t way_index::pair_of(std::uint32_t one, std::uint32_t other) {
  return key_of(std::min(one, other), std::max(one, other));
}

way_index::way_index() : gathered_{std::make_unique<gathered>()} {}
way_index::~way_index() = default;

void way_index::add(const std::vector<std::uint32_t>& patterns, filter asked,
                    growing_paths& paths) {
  static_assert(most_clauses <= std::numeric_limits<decltype(posted::count)>::max());
  auto& to = *gathered_;
  const auto place = static_cast<std::uint32_t>(to.pattern_begins.size());
  to.pattern_begins.push_back(static_cast<std::uint32_t>(to.patterns.size()));
  to.patterns.insert(to.patterns.end(), patterns.begin(), patterns.end());
  if (patterns.empty())
    return;
  std::vector<std::uint32_t> numbers;
  numbers.reserve(asked.clauses.size());
  for (auto& one : asked.clauses)
    numbers.push_back(clauses_.add(std::move(one), paths));
  for (const auto& each : asked.ways) {
    to.ways.push_back({place, static_cast<std::uint32_t>(to.clauses.size())});
    for (const auto one : each)
      to.clauses.push_back(numbers[one]);
  }
}

void way_index::seal(std::uint32_t patterns) {
  pattern_count_ = patterns;
  sealing{*this, patterns}.post_all();
  clauses_.seal();
  gathered_.reset();
}

bool way_index::is_of_type(const posted& one, const memory& about) const {
  const auto stands = [&about](std::uint32_t pattern) {
    return about.patterns_[pattern] == about.event_;
  };
  if ((one.pattern & several) == 0)
    return stands(one.pattern);
  const auto patterns = pattern_lists_.of(one.pattern & ~several);
  return std::any_of(patterns.begin(), patterns.end(), stands);
}

void way_index::take(const posted& one, memory& about, std::vector<std::uint32_t>& places) {
  (one.lone ? places : about.perhaps_twice_).push_back(one.place);
}

void way_index::begin(std::span<const std::uint32_t> patterns, memory& about) const {
  if (++about.event_ == 0) { // it has come round: the marks say nothing any more
    about.event_ = 1;
    about.patterns_.clear();
  }
  if (about.patterns_.size() < pattern_count_)
    about.patterns_.resize(pattern_count_, 0);
  for (const auto pattern : patterns)
    about.patterns_[pattern] = about.event_;
  about.perhaps_twice_.clear();
}

void way_index::match(std::span<const std::uint32_t> patterns, const event_fields* fields,
                      memory& about, std::vector<std::uint32_t>& places) const {
  if (patterns.empty())
    return;
  begin(patterns, about);
  if (fields != nullptr) {
    about.clauses_.begin(*fields, clauses_);
    match_keys(about, places);
  }
  for (const auto pattern : patterns)
    for (const auto& one : by_pattern_.of(pattern))
      if (one.count == 0 ||
          (fields != nullptr && clauses_.all_hold(clauses_of(one), about.clauses_)))
        take(one, about, places);
  auto& twice = about.perhaps_twice_;
  std::sort(twice.begin(), twice.end());
  places.insert(places.end(), twice.begin(), std::unique(twice.begin(), twice.end()));
}

/// All values are looked up first: what is asked then of some of them is told where they
/// are, unless it is a range.
void way_index::match_keys(memory& about, std::vector<std::uint32_t>& places) const {
  about.met_.begin(key_marks_.size());
  about.halves_.clear();
  for (const auto field : about.clauses_.fields().touched())
    if (field < field_slots_.size() && field_slots_[field] != none)
      meet_values(field, fields_[field_slots_[field]], about);
  meet_absences(about);
  for (const auto& [field, key] : about.met_.all()) {
    match_key(key, about, places);
    if ((key_marks_[key] & paired) != 0)
      about.halves_.push_back({field, key});
  }
  if (about.halves_.size() > 1)
    match_pairs(about, places);
}

void way_index::meet_values(std::uint32_t field, const field_index& in, memory& about) const {
  about.found_in_.begin();
  for (const auto& [value, place] : about.clauses_.fields().of(field)) {
    about.found_.clear();
    in.find(value, about.found_in_, about.found_);
    for (const auto key : about.found_)
      about.met_.add({field, key}, place);
  }
}

/// A field may be absent where each of its values is in some array, too.
void way_index::meet_absences(memory& about) const {
  for (const auto& [field, key] : absences_) {
    const auto& values = about.clauses_.fields().of(field);
    const bool is_there = std::any_of(values.begin(), values.end(), [](const found_value& each) {
      return each.place == event_fields::nowhere;
    });
    if (!is_there)
      about.met_.add({field, key}, event_fields::nowhere);
  }
}

void way_index::match_key(std::uint32_t key, memory& about,
                          std::vector<std::uint32_t>& places) const {
  const bool holds = (key_marks_[key] & sure) != 0;
  const bool free = holds && about.met_.is_free(key);
  for (const auto& one : by_key_.of(key)) {
    if (!is_of_type(one, about))
      continue;
    if (holds && one.count == 1) {
      take(one, about, places);
      continue;
    }
    if (holds && !free)
      tell_places(one.pivot, about);
    if (clauses_.all_hold(clauses_of(one), free ? one.pivot : none, none, about.clauses_))
      take(one, about, places);
  }
}

/// Spares a clause the look at all values: it is known which its keys were met at.
void way_index::tell_places(std::uint32_t clause, memory& about) const {
  if (!clauses_.is_new(clause, about.clauses_) || clauses_.takes_absence(clause))
    return;
  const auto keys = keys_of(clause);
  std::size_t count = 0;
  bool free = false;
  for (const auto key : keys) {
    if ((key_marks_[key] & complete) == 0)
      return;
    count += about.met_.count(key);
    free = free || (about.met_.contains(key) && about.met_.is_free(key));
  }
  if (count > few_places && !free)
    return clauses_.tell_many(clause, about.clauses_);
  auto& places = about.hit_places_;
  places.clear();
  for (const auto key : keys)
    about.met_.append_places(key, places);
  if (!std::is_sorted(places.begin(), places.end()))
    std::sort(places.begin(), places.end());
  clauses_.tell(clause, places, about.clauses_);
}

void way_index::match_pairs(memory& about, std::vector<std::uint32_t>& places) const {
  const auto& halves = about.halves_;
  if (halves.size() > few_halves)
    return match_partners(about, places);
  for (auto one = halves.begin(); one != halves.end(); ++one)
    for (auto other = std::next(one); other != halves.end(); ++other) {
      if (pair_fields_.find(pair_of(one->field, other->field)) == key_table::none)
        continue;
      const auto pair = pairs_.find(pair_of(one->key, other->key));
      if (pair != key_table::none)
        match_pair(pair, about.met_.is_free(one->key) && about.met_.is_free(other->key), about,
                   places);
    }
}

/// For events with long arrays in paired fields: costs as many steps as there
/// are pairs with what was met, not the square of what was met.
void way_index::match_partners(memory& about, std::vector<std::uint32_t>& places) const {
  for (const auto& one : about.halves_)
    for (const auto& [key, pair] : partners_.of(one.key))
      if (about.met_.contains(key))
        match_pair(pair, about.met_.is_free(one.key) && about.met_.is_free(key), about, places);
}

void way_index::match_pair(std::uint32_t pair, bool free, memory& about,
                           std::vector<std::uint32_t>& places) const {
  for (const auto& one : by_pair_.of(pair)) {
    if (!is_of_type(one, about))
      continue;
    if (!free) {
      tell_places(one.pivot, about);
      tell_places(one.other, about);
    }
    const bool holds = free ? one.count == 2 || clauses_.all_hold(clauses_of(one), one.pivot,
                                                                  one.other, about.clauses_)
                            : clauses_.all_hold(clauses_of(one), about.clauses_);
    if (holds)
      take(one, about, places);
  }
}

} // namespace fanfare
