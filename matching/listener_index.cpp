#include "matching/listener_index.hpp"

#include "matching/pattern_trie.hpp"

#include <algorithm>
#include <unordered_map>

namespace fanfare {

struct listener_index::impl {
  std::uint64_t version = 0;
  std::vector<ready_listener_ptr> all;
  std::unordered_map<std::string_view, std::uint32_t> by_id; ///< To places in `all`.
  pattern_trie patterns;
  /// By pattern: the places in `all` of the listeners that have it, ascending.
  std::vector<std::vector<std::uint32_t>> listeners;

  impl(std::uint64_t its_version, std::vector<ready_listener_ptr> its_listeners)
      : version{its_version}, all{std::move(its_listeners)} {
    for (std::uint32_t place = 0; place < all.size(); ++place) {
      const auto& what = *all[place]->what;
      by_id.emplace(what.id, place);
      if (what.enabled)
        add(what, place);
    }
  }

  void add(const listener& what, std::uint32_t place) {
    for (const auto& pattern : what.event_types) {
      auto number = patterns.add(pattern);
      listeners.resize(patterns.size());
      auto& having = listeners[number];
      if (having.empty() || having.back() != place)
        having.push_back(place);
    }
  }
};

listener_index::listener_index() : listener_index(0, {}) {}

listener_index::listener_index(std::uint64_t version, std::vector<ready_listener_ptr> all)
    : impl_{std::make_unique<const impl>(version, std::move(all))} {}

listener_index::~listener_index() = default;

std::uint64_t listener_index::version() const { return impl_->version; }

std::size_t listener_index::size() const { return impl_->all.size(); }

void listener_index::match(std::string_view event_type,
                           std::vector<ready_listener_ptr>& into) const {
  // Kept per thread, so that a lookup allocates nothing once they have grown.
  thread_local std::vector<std::uint32_t> numbers;
  thread_local std::vector<std::uint32_t> places;
  impl_->patterns.match(event_type, numbers);
  places.clear();
  for (auto number : numbers) {
    const auto& having = impl_->listeners[number];
    places.insert(places.end(), having.begin(), having.end());
  }
  // A listener may come from several patterns. Sorting costs in proportion to
  // what matched only, where marks would need a word per listener and thread;
  // and it keeps the order of the store. One pattern alone is sorted already.
  if (numbers.size() > 1) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
  }
  for (auto place : places)
    into.push_back(impl_->all[place]);
}

ready_listener_ptr listener_index::find(std::string_view id) const {
  auto found = impl_->by_id.find(id);
  return found == impl_->by_id.end() ? nullptr : impl_->all[found->second];
}

} // namespace fanfare
