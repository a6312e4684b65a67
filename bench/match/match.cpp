#include "bench/match/match.hpp"

#include "bench/match/lots.hpp"
#include "matching/filter_match.hpp"
#include "matching/listener_index.hpp"

#include <simdjson.h>

#include <cstdio>
#include <cstring>
#include <memory>

namespace fanfare::bench {

namespace {

constexpr const char* question = "match";

std::vector<ready_listener_ptr> listeners_with(const std::vector<std::string>& filters) {
  std::vector<ready_listener_ptr> made;
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

/// What simdjson needs at least, measured in the same run.
struct floors {
  double copy = 0;
  double stage_1 = 0;
  double dom = 0;
};

floors measure_floors(const std::vector<std::string>& events) {
  floors made;
  std::string buffer(1 << 20, '\0');
  volatile std::size_t kept = 0;
  made.copy = cost_of_each(events.size(), [&] {
    for (const auto& event : events) {
      std::memcpy(buffer.data(), event.data(), event.size());
      kept = kept + static_cast<unsigned char>(buffer[event.size() / 2]);
    }
  });
  simdjson::ondemand::parser ondemand;
  made.stage_1 = cost_of_each(events.size(), [&] {
    for (const auto& event : events) {
      std::memcpy(buffer.data(), event.data(), event.size());
      simdjson::ondemand::document parsed;
      kept =
          kept +
          (ondemand.iterate(buffer.data(), event.size(), buffer.size()).get(parsed) == 0 ? 1U : 0U);
    }
  });
  simdjson::dom::parser dom;
  made.dom = cost_of_each(events.size(), [&] {
    for (const auto& event : events) {
      std::memcpy(buffer.data(), event.data(), event.size());
      simdjson::dom::element parsed;
      kept = kept + (dom.parse(buffer.data(), event.size(), false).get(parsed) == 0 ? 1U : 0U);
    }
  });
  return made;
}

/// Whether the index finds, for some of the events, what asking every filter finds.
bool counts_are_right(const listener_index& index, const std::vector<std::string>& filters,
                      const std::vector<std::string>& events) {
  constexpr std::size_t questions = 200'000;
  const auto sample = std::max<std::size_t>(1, questions / filters.size());
  std::vector<filter> compiled;
  compiled.reserve(filters.size());
  for (const auto& each : filters)
    compiled.push_back(*compile_filter(each));
  std::vector<const ready_listener_ptr*> found;
  for (std::size_t i = 0; i < std::min(sample, events.size()); ++i) {
    found.clear();
    index.match("a", {events[i], true}, found);
    std::size_t expected = 0;
    for (const auto& each : compiled)
      expected += matches(each, events[i]) ? 1U : 0U;
    if (found.size() != expected)
      return false;
  }
  return true;
}

bool measure(const std::string& name, const std::vector<std::string>& filters,
             const std::vector<std::string>& events, const floors& beside, const order& how) {
  const auto all = listeners_with(filters);
  const stopwatch building;
  const listener_index index{1, all};
  const auto built = building.elapsed();
  std::size_t matched = 0;
  std::size_t before = 0;
  bool steady = true;
  std::vector<const ready_listener_ptr*> found;
  const auto cost = cost_of_each(events.size(), [&] {
    matched = 0;
    for (const auto& event : events) {
      found.clear();
      index.match("a", {event, true}, found);
      matched += found.size();
    }
    steady = steady && (before == 0 || before == matched);
    before = matched;
  });
  print({question, name, cost, "ns/event", "stage 1", beside.stage_1}, how);
  print({question, name + ", matches",
         static_cast<double>(matched) / static_cast<double>(events.size()), "1/event"},
        how);
  print({question, name + ", build", static_cast<double>(built.cpu.count()) / 1e6, "ms"}, how);
  if (steady && counts_are_right(index, filters, events))
    return true;
  std::fprintf(stderr, "fanfare-bench: wrong matches of %s\n", name.c_str());
  return false;
}

} // namespace

bool match(const order& how) {
  const auto events = lot_events(how.quick ? 5'000 : 30'000);
  const auto beside = measure_floors(events);
  print({question, "copy", beside.copy, "ns/event"}, how);
  print({question, "stage 1", beside.stage_1, "ns/event"}, how);
  print({question, "DOM", beside.dom, "ns/event"}, how);
  bool right = true;
  const std::pair<lot_filters, const char*> kinds[] = {
      {lot_filters::exact, "exact"}, {lot_filters::two, "two"}, {lot_filters::mixed, "mixed"}};
  for (const auto& [kind, name] : kinds)
    for (const std::size_t count : {std::size_t{5}, std::size_t{1'000}, std::size_t{100'000}})
      right = measure(std::to_string(count) + " " + name, lot_filters_of(kind, count), events,
                      beside, how) &&
              right;
  if (!how.quick)
    right =
        measure("1000000 two", lot_filters_of(lot_filters::two, 1'000'000), events, beside, how) &&
        right;
  return right;
}

} // namespace fanfare::bench
