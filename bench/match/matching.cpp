#include "bench/match/matching.hpp"

#include "matching/event_type_pattern.hpp"
#include "matching/filter_match.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

namespace fanfare::bench {

namespace {

/// A listener, asked without any index.
class lone_listener {
public:
  explicit lone_listener(const listener& what) : what_{what} {
    if (!what.filter.empty())
      asked_ = *compile_filter(what.filter);
  }

  bool wants(const typed_event& event) const {
    return std::any_of(what_.event_types.begin(), what_.event_types.end(),
                       [&event](const std::string& each) { return matches(each, event.type); }) &&
           (!asked_ || matches(*asked_, event.json));
  }

private:
  const listener& what_;
  std::optional<filter> asked_;
};

} // namespace

std::vector<ready_listener_ptr> listeners_with(const std::vector<std::string>& filters) {
  std::vector<ready_listener_ptr> made;
  made.reserve(filters.size());
  for (std::size_t i = 0; i < filters.size(); ++i) {
    listener what;
    what.id = std::to_string(i);
    what.event_types = {"*"};
    what.filter = filters[i];
    auto ready = std::make_shared<ready_listener>();
    ready->what = std::make_shared<const listener>(std::move(what));
    made.push_back(std::move(ready));
  }
  return made;
}

matching_cost match_all(const listener_index& index, std::span<const typed_event> events) {
  matching_cost made;
  std::size_t matched = 0;
  std::optional<std::size_t> before;
  std::vector<const ready_listener_ptr*> found;
  made.ns_an_event = cost_of_each(events.size(), [&] {
    matched = 0;
    for (const auto& event : events) {
      found.clear();
      index.match(event.type, {event.json, true}, found);
      matched += found.size();
    }
    made.steady = made.steady && matched == before.value_or(matched);
    before = matched;
  });
  made.matches_an_event = static_cast<double>(matched) / static_cast<double>(events.size());
  return made;
}

bool finds_the_right_ones(const listener_index& index, const std::vector<ready_listener_ptr>& all,
                          std::span<const typed_event> events) {
  constexpr std::size_t most_listeners = 5'000;
  constexpr std::size_t questions = 40'000;
  std::vector<std::pair<const ready_listener*, lone_listener>> sample;
  const auto step = all.size() / most_listeners + 1;
  for (std::size_t i = 0; i < all.size(); i += step)
    sample.emplace_back(all[i].get(), *all[i]->what);
  const auto asked = std::min(events.size(), questions / sample.size() + 1);
  std::vector<const ready_listener_ptr*> found;
  for (std::size_t i = 0; i < asked; ++i) {
    const auto& event = events[i];
    found.clear();
    index.match(event.type, {event.json, true}, found);
    std::unordered_set<const ready_listener*> known;
    for (const auto* each : found)
      if (!known.insert(each->get()).second || !lone_listener{*(*each)->what}.wants(event))
        return false;
    for (const auto& [who, alone] : sample)
      if (!known.contains(who) && alone.wants(event))
        return false;
  }
  return true;
}

void print_cost(const std::string& name, double ns_an_event, const floors& beside,
                double event_ruler, const order& how) {
  print({match_question, name, ns_an_event, "ns/event", "stage 1", beside.stage_1}, how);
  if (event_ruler > 0)
    print({match_question, name + ", beside event-ruler", ns_an_event, "ns/event",
           "event-ruler, measured elsewhere", event_ruler},
          how);
}

bool fail(const std::string& name) {
  std::fprintf(stderr, "fanfare-bench: wrong matches of %s\n", name.c_str());
  return false;
}

bool measure(const filter_trial& one, const order& how) {
  const auto all = listeners_with(one.filters);
  std::optional<listener_index> index;
  const auto built = cost_of([&] { index.emplace(1, all); });
  const auto cost = match_all(*index, one.events);
  print_cost(one.name, cost.ns_an_event, one.beside, one.event_ruler, how);
  print({match_question, one.name + ", matches", cost.matches_an_event, "1/event"}, how);
  print({match_question, one.name + ", build", built, "ms"}, how);
  return (cost.steady && finds_the_right_ones(*index, all, one.events)) || fail(one.name);
}

} // namespace fanfare::bench
