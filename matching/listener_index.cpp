#include "matching/listener_index.hpp"

#include "matching/clause_table.hpp"
#include "matching/pattern_trie.hpp"

#include <algorithm>
#include <unordered_map>

namespace fanfare {

namespace {

/// What each listener asks, listener after listener: its ways, and the numbers
/// of the clauses of each way.
class asked_clauses {
public:
  void add(const filter* asked, clause_table& to) {
    if (asked != nullptr)
      for (const auto& way : asked->ways) {
        for (const auto& one : way)
          clauses_.push_back(to.add(one));
        way_ends_.push_back(static_cast<std::uint32_t>(clauses_.size()));
      }
    listener_ends_.push_back(static_cast<std::uint32_t>(way_ends_.size()));
  }

  bool asks(std::uint32_t place) const { return first_way(place) != listener_ends_[place]; }

  bool hold(std::uint32_t place, const clause_table& of, clause_table::memory& about) const {
    for (auto way = first_way(place); way != listener_ends_[place]; ++way) {
      const auto from = way == 0 ? 0 : way_ends_[way - 1];
      if (of.all_hold({clauses_.data() + from, way_ends_[way] - from}, about))
        return true;
    }
    return false;
  }

private:
  std::uint32_t first_way(std::uint32_t place) const {
    return place == 0 ? 0 : listener_ends_[place - 1];
  }

  std::vector<std::uint32_t> clauses_;
  std::vector<std::uint32_t> way_ends_;
  std::vector<std::uint32_t> listener_ends_;
};

} // namespace

struct listener_index::impl {
  std::uint64_t version = 0;
  std::vector<ready_listener_ptr> all;
  std::unordered_map<std::string_view, std::uint32_t> by_id; ///< To places in `all`.
  pattern_trie patterns;
  /// By pattern: the places in `all` of the listeners that have it, ascending.
  std::vector<std::vector<std::uint32_t>> listeners;
  clause_table clauses;
  asked_clauses asked;

  impl(std::uint64_t its_version, std::vector<ready_listener_ptr> its_listeners)
      : version{its_version}, all{std::move(its_listeners)} {
    for (std::uint32_t place = 0; place < all.size(); ++place) {
      const auto& what = *all[place]->what;
      by_id.emplace(what.id, place);
      if (what.enabled)
        add(what, place);
      asked.add(what.enabled ? all[place]->asks.get() : nullptr, clauses);
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

void listener_index::match(std::string_view event_type, std::string_view event,
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
  thread_local clause_table::memory about;
  bool read = false;
  for (auto place : places) {
    if (impl_->asked.asks(place)) {
      read = read || about.begin(event, impl_->clauses);
      if (!read || !impl_->asked.hold(place, impl_->clauses, about))
        continue;
    }
    into.push_back(impl_->all[place]);
  }
}

ready_listener_ptr listener_index::find(std::string_view id) const {
  auto found = impl_->by_id.find(id);
  return found == impl_->by_id.end() ? nullptr : impl_->all[found->second];
}

} // namespace fanfare
