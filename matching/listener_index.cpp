#include "matching/listener_index.hpp"

#include "matching/filter.hpp"
#include "matching/pattern_trie.hpp"
#include "matching/way_index.hpp"

#include <algorithm>
#include <unordered_map>

namespace fanfare {

struct listener_index::impl {
  std::uint64_t version = 0;
  std::vector<ready_listener_ptr> all;
  std::unordered_map<std::string_view, std::uint32_t> by_id; ///< To places in `all`.
  pattern_trie patterns;
  way_index ways;

  impl(std::uint64_t its_version, std::vector<ready_listener_ptr> its_listeners)
      : version{its_version}, all{std::move(its_listeners)} {
    for (std::uint32_t place = 0; place < all.size(); ++place) {
      by_id.emplace(all[place]->what->id, place);
      add(*all[place]->what);
    }
    ways.seal(patterns.size());
  }

  void add(const listener& what) {
    std::vector<std::uint32_t> numbers;
    if (what.enabled)
      for (const auto& pattern : what.event_types)
        numbers.push_back(patterns.add(pattern));
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    if (what.filter.empty() || numbers.empty()) {
      ways.add(numbers, nullptr);
      return;
    }
    const auto asked = compile_filter(what.filter);
    ways.add(asked ? numbers : std::vector<std::uint32_t>{}, asked ? &*asked : nullptr);
  }
};

listener_index::listener_index() : listener_index(0, {}) {}

listener_index::listener_index(std::uint64_t version, std::vector<ready_listener_ptr> all)
    : impl_{std::make_unique<const impl>(version, std::move(all))} {}

listener_index::~listener_index() = default;

std::uint64_t listener_index::version() const { return impl_->version; }

std::size_t listener_index::size() const { return impl_->all.size(); }

void listener_index::match(std::string_view event_type, event_text event,
                           std::vector<ready_listener_ptr>& into) const {
  // Kept per thread, so that a lookup allocates nothing once they have grown.
  thread_local std::vector<std::uint32_t> numbers;
  thread_local std::vector<std::uint32_t> places;
  thread_local way_index::memory about;
  impl_->patterns.match(event_type, numbers);
  places.clear();
  impl_->ways.match(numbers, event, about, places);
  // A listener may be found in several ways. Sorting costs in proportion to
  // what matched only, and keeps the order of the store.
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  for (auto place : places)
    into.push_back(impl_->all[place]);
}

ready_listener_ptr listener_index::find(std::string_view id) const {
  auto found = impl_->by_id.find(id);
  return found == impl_->by_id.end() ? nullptr : impl_->all[found->second];
}

} // namespace fanfare
