#include "matching/way_index.hpp"

#include "matching/way_sealing.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// Up to here, trying each with each is faster than walking through partners.
constexpr std::size_t few_hits = 32;

} // namespace

std::uint64_t way_index::pair_of(std::uint32_t one, std::uint32_t other) {
  return std::uint64_t{std::min(one, other)} << 32U | std::max(one, other);
}

way_index::way_index() : gathered_{std::make_unique<gathered>()} {}
way_index::~way_index() = default;

void way_index::add(const std::vector<std::uint32_t>& patterns, filter asked,
                    growing_paths& paths) {
  auto& to = *gathered_;
  const auto place = static_cast<std::uint32_t>(to.pattern_begins.size());
  to.pattern_begins.push_back(static_cast<std::uint32_t>(to.patterns.size()));
  to.patterns.insert(to.patterns.end(), patterns.begin(), patterns.end());
  if (patterns.empty())
    return;
  for (auto& each : asked.ways) {
    to.ways.push_back({place, static_cast<std::uint32_t>(to.clauses.size())});
    for (auto& one : each)
      to.clauses.push_back(clauses_.add(std::move(one), paths));
  }
}

void way_index::seal(std::uint32_t patterns) {
  pattern_count_ = patterns;
  sealing{*this, patterns}.post_all();
  clauses_.seal();
  gathered_.reset();
}

bool way_index::holds(const posted& one, bool pivot_is_sure, memory& about) const {
  if (!pivot_is_sure)
    return clauses_.all_hold(clauses_of(one), about.clauses_);
  const unsigned known = one.other == none ? 1 : 2;
  return one.count == known ||
         clauses_.all_hold(clauses_of(one), one.pivot, one.other, about.clauses_);
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
  about.perhaps_twice_.clear();
  for (const auto pattern : patterns)
    for (const auto& one : by_pattern_.of(pattern))
      if (one.count == 0 || (fields != nullptr && holds(one, false, about)))
        take(one, about, places);
  if (fields != nullptr)
    match_keys(about, places);
  auto& twice = about.perhaps_twice_;
  std::sort(twice.begin(), twice.end());
  places.insert(places.end(), twice.begin(), std::unique(twice.begin(), twice.end()));
}

void way_index::match_keys(memory& about, std::vector<std::uint32_t>& places) const {
  about.hits_.clear();
  if (about.keys_.size() < key_marks_.size())
    about.keys_.resize(key_marks_.size(), 0);
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
    const auto marks = key_marks_[key];
    if ((marks & paired) != 0)
      about.hits_.push_back({field, key, free});
    for (const auto& one : by_key_.of(key))
      if (is_of_type(one, about) && holds(one, free && (marks & sure) != 0, about))
        take(one, about, places);
  }
}

void way_index::match_pairs(memory& about, std::vector<std::uint32_t>& places) const {
  if (about.hits_.size() > few_hits)
    return match_partners(about, places);
  for (auto one = about.hits_.begin(); one != about.hits_.end(); ++one)
    for (auto other = std::next(one); other != about.hits_.end(); ++other) {
      if (pair_fields_.find(pair_of(one->field, other->field)) == key_table::none)
        continue;
      const auto pair = pairs_.find(pair_of(one->key, other->key));
      if (pair != key_table::none)
        match_pair(pair, one->free && other->free, about, places);
    }
}

/// For events with long arrays in paired fields: costs as many steps as there
/// are pairs with what was hit, not the square of what was hit.
void way_index::match_partners(memory& about, std::vector<std::uint32_t>& places) const {
  for (const auto& one : about.hits_)
    for (const auto& [key, pair] : partners_.of(one.key))
      if (about.keys_[key] == about.event_)
        match_pair(pair, false, about, places);
}

void way_index::match_pair(std::uint32_t pair, bool free, memory& about,
                           std::vector<std::uint32_t>& places) const {
  for (const auto& each : by_pair_.of(pair))
    if (is_of_type(each, about) && holds(each, free, about))
      take(each, about, places);
}

} // namespace fanfare
