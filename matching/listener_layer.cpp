#include "matching/listener_layer.hpp"

#include "matching/filter.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// Where an id is kept if another one has its hash.
std::uint64_t next_of(std::uint64_t hash) { return mixed(hash, 0x8EBC'6AF0'9C88'C6E3) + 1; }

} // namespace

filter asked_by(const listener& what) {
  if (what.filter.empty())
    return filter::of_everything();
  auto compiled = compile_filter(what.filter);
  return compiled ? *std::move(compiled) : filter{};
}

listener_layer::listener_layer(std::vector<ready_listener_ptr> all, growing_paths& paths) {
  all_.reserve(all.size());
  for (auto& one : all) {
    auto asked = asked_by(*one->what);
    add(std::move(one), std::move(asked), paths);
  }
  seal();
}

std::uint32_t listener_layer::add(ready_listener_ptr one, filter asked, growing_paths& paths) {
  const auto& what = *one->what;
  std::vector<std::uint32_t> numbers;
  numbers.reserve(what.event_types.size());
  for (const auto& pattern : what.event_types)
    numbers.push_back(patterns_.add(pattern));
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  ways_.add(numbers, std::move(asked), paths);
  const auto place = size();
  all_.push_back(std::move(one));
  return take_id(what.id, place);
}

/// Returns the place that the id stood for before.
std::uint32_t listener_layer::take_id(std::string_view id, std::uint32_t place) {
  for (auto hash = hash_of(id);; hash = next_of(hash)) {
    const auto known = by_id_.find_or_add(hash, place);
    if (known == place)
      return none;
    if (all_[known]->what->id != id)
      continue;
    by_id_.replace(hash, place);
    return known;
  }
}

std::uint32_t listener_layer::find(std::string_view id) const {
  for (auto hash = hash_of(id);; hash = next_of(hash)) {
    const auto place = by_id_.find(hash);
    if (place == key_table::none)
      return none;
    if (all_[place]->what->id == id)
      return place;
  }
}

} // namespace fanfare
