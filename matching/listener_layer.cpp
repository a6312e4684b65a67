#include "matching/listener_layer.hpp"

#include "matching/filter.hpp"

#include <algorithm>
#include <utility>

namespace fanfare {

namespace {

/// Where an id is kept if another one has its hash.
std::uint64_t next_of(std::uint64_t hash) { return mixed(hash, 0x8EBC'6AF0'9C88'C6E3) + 1; }

} // namespace

listener_layer::listener_layer(std::vector<ready_listener_ptr> all, growing_paths& paths)
    : all_{std::move(all)} {
  for (std::uint32_t place = 0; place < size(); ++place) {
    auto hash = hash_of(all_[place]->what->id);
    while (by_id_.find_or_add(hash, place) != place)
      hash = next_of(hash);
    add(*all_[place]->what, paths);
  }
  ways_.seal(patterns_.size());
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

void listener_layer::add(const listener& what, growing_paths& paths) {
  std::vector<std::uint32_t> numbers;
  for (const auto& pattern : what.event_types)
    numbers.push_back(patterns_.add(pattern));
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (what.filter.empty() || numbers.empty()) {
    ways_.add(numbers, filter{{{}}}, paths);
    return;
  }
  if (auto asked = compile_filter(what.filter))
    ways_.add(numbers, std::move(*asked), paths);
  else
    ways_.add({}, {}, paths);
}

} // namespace fanfare
