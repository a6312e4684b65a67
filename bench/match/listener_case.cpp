#include "bench/match/cases.hpp"
#include "bench/match/fanfare_workload.hpp"
#include "bench/match/loading.hpp"
#include "bench/match/matching.hpp"
#include "matching/listener_collection.hpp"

#include <malloc.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace fanfare::bench {

namespace {

double bytes_in_use() {
  const auto now = mallinfo2();
  return static_cast<double>(now.uordblks + now.hblkhd);
}

/// What a match costs at least: to append the listeners that were found, in ns.
double cost_of_appending(const listener_index& index, std::span<const typed_event> events,
                         double matches) {
  std::vector<std::vector<const ready_listener_ptr*>> found;
  for (const auto& event : events)
    index.match(event.type, {event.json, true}, found.emplace_back());
  std::vector<const ready_listener_ptr*> into;
  return cost_of_each(events.size(),
                      [&] {
                        for (const auto& each : found) {
                          into.clear();
                          into.insert(into.end(), each.begin(), each.end());
                        }
                      }) /
         matches;
}

struct loaded_listeners {
  std::vector<ready_listener_ptr> all;
  index_ptr index;
};

/// From what a store holds to the first snapshot, as the librarian does it.
loaded_listeners measure_load(const std::string& name, std::size_t count, const order& how) {
  fanfare_listeners draws;
  std::vector<stored_json> stored(count);
  for (auto& each : stored)
    each = as_stored(draws.draw());
  loaded_listeners made;
  made.all.resize(count);
  const auto reading = cost_of([&] {
    std::transform(stored.begin(), stored.end(), made.all.begin(),
                   [](const stored_json& each) { return checked(each).ready; });
  });
  const auto before = bytes_in_use();
  made.index = std::make_shared<const listener_index>(1, made.all);
  print({match_question, name + ", index", (bytes_in_use() - before) / static_cast<double>(count),
         "B/listener"},
        how);
  std::optional<listener_collection> listeners{std::in_place};
  const auto load = cost_of([&] {
    for (const auto& each : stored) {
      auto [ready, asked] = checked(each);
      listeners->put(std::move(ready), std::move(asked));
    }
    listeners->snapshot(1);
  });
  print({match_question, name + ", load", load, "ms"}, how);
  print({match_question, name + ", load: reading and checking", reading, "ms"}, how);
  return made;
}

bool measure_so_many(std::size_t count, std::span<const typed_event> events, const floors& beside,
                     const order& how) {
  const auto name = std::to_string(count) + " listeners";
  const auto [all, index] = measure_load(name, count, how);
  const auto cost = match_all(*index, events);
  const auto appending = cost_of_appending(*index, events, cost.matches_an_event);
  print_cost(name, cost.ns_an_event, beside, 0, how);
  print({match_question, name + ", matches", cost.matches_an_event, "1/event"}, how);
  print({match_question, name + ", a match", cost.ns_an_event / cost.matches_an_event, "ns",
         "appending the match", appending},
        how);
  return (cost.steady && finds_the_right_ones(*index, all, events)) || fail(name);
}

} // namespace

bool measure_listeners(const order& how) {
  const auto events = fanfare_events(how.quick ? 5'000 : 20'000);
  const auto beside = measure_floors("listeners: reports", events, how);
  const std::span<const typed_event> all{events};
  bool right = true;
  if (how.quick || is_named(how)) {
    right = measure_so_many(1'000, all, beside, how);
    right = measure_so_many(100'000, all.first(how.quick ? 1'000 : 10'000), beside, how) && right;
  }
  if (!how.quick)
    right = measure_so_many(1'000'000, all.first(1'000), beside, how) && right;
  return right;
}

} // namespace fanfare::bench
