#include "bench/match/cases.hpp"
#include "bench/match/lot_decks.hpp"
#include "bench/match/lots.hpp"
#include "bench/match/matching.hpp"
#include "bench/match/rule_sets.hpp"

#include <algorithm>
#include <cstdio>

namespace fanfare::bench {

namespace {

/// Returns how many of the events each of the listeners matches. Their ids count up from 0.
std::vector<std::size_t> counts_of(const listener_index& index,
                                   const std::vector<typed_event>& events) {
  std::vector<std::size_t> counts(index.size(), 0);
  std::vector<const ready_listener_ptr*> found;
  for (const auto& event : events) {
    found.clear();
    index.match(event.type, {event.json, true}, found);
    for (const auto* each : found)
      ++counts[std::stoul((*each)->what->id)];
  }
  return counts;
}

/// Whether the counts are event-ruler's; of fewer events they are in proportion,
/// but for the rounding of each value that a rule takes or leaves.
bool counts_are_right(const rule_set& set, const std::vector<std::size_t>& counts,
                      std::size_t events) {
  const std::size_t slack = events == all_lots ? 0 : 12;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto due = events == all_lots ? set.matches[i] : in_proportion(set.matches[i], events);
    if (counts[i] > due + slack || counts[i] + slack < due) {
      std::fprintf(stderr, "fanfare-bench: %s: rule %zu matches %zu events, not %zu\n",
                   set.name.c_str(), i + 1, counts[i], due);
      return false;
    }
  }
  return true;
}

bool measure_one(const rule_set& set, const std::vector<typed_event>& events,
                 std::span<const typed_event> timed, const floors& beside, const order& how) {
  const auto all = listeners_with(set.filters);
  const listener_index index{1, all};
  const auto cost = match_all(index, timed);
  print_cost(set.name, cost.ns_an_event, beside, set.event_ruler, how);
  return (cost.steady && counts_are_right(set, counts_of(index, events), events.size()) &&
          finds_the_right_ones(index, all, timed)) ||
         fail(set.name);
}

} // namespace

bool measure_rule_sets(const order& how) {
  const auto events = lot_events(how.quick       ? all_lots / 16
                                 : is_named(how) ? all_lots
                                                 : all_lots / 4);
  const auto timed = std::span{events}.first(how.quick ? 5'000 : 30'000);
  const auto beside = measure_floors("rulesets: lots", timed, how);
  bool right = true;
  for (const auto& each : rule_sets())
    right = measure_one(each, events, timed, beside, how) && right;
  return right;
}

} // namespace fanfare::bench
