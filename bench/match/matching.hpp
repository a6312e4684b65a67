#pragma once

#include "bench/measurement.hpp"
#include "matching/listener_index.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fanfare::bench {

/// The name of the question, in what is printed.
inline constexpr const char* match_question = "match";

/// An event, of which ingest has found that no key comes twice.
struct typed_event {
  std::string type;
  std::string json;
};

/// Returns listeners for every type, one for each filter.
std::vector<ready_listener_ptr> listeners_with(const std::vector<std::string>& filters);

/// What looking up many events came to.
struct matching_cost {
  double ns_an_event = 0;
  double matches_an_event = 0;
  bool steady = true; ///< Each pass has found as many as the one before.
};

/// Looks up all of the events, five times; the cost is the median.
matching_cost match_all(const listener_index& index, std::span<const typed_event> events);

/// Whether an index finds, for some of the events, those who want them: no
/// listener that does not when asked alone, and of a sample each one that does.
/// @param all that the index is of.
bool finds_the_right_ones(const listener_index& index, const std::vector<ready_listener_ptr>& all,
                          std::span<const typed_event> events);

/// What any reader of JSON pays for an event, in ns.
struct floors {
  double copy = 0;    ///< memcpy of its bytes.
  double stage_1 = 0; ///< simdjson's, which whatever reads by simdjson needs.
  double dom = 0;     ///< simdjson's DOM, which looks at every value.
};

/// Measures and prints them. @param name of the events.
floors measure_floors(const std::string& name, std::span<const typed_event> events,
                      const order& how);

/// Filters that are held against events of all types.
struct filter_trial {
  std::string name;
  const std::vector<std::string>& filters;
  std::span<const typed_event> events;
  const floors& beside;
  double event_ruler = 0; ///< What the same costs there, in ns an event; 0: not known.
};

/// Measures and prints what an event costs, and the index. Returns false, and
/// says so, if matches are wrong.
bool measure(const filter_trial& one, const order& how);

/// Prints what an event costs beside stage 1 and, if it is known, beside
/// event-ruler, which was measured elsewhere (README.md).
void print_cost(const std::string& name, double ns_an_event, const floors& beside,
                double event_ruler, const order& how);

/// Says on stderr that matches are wrong. Returns false.
bool fail(const std::string& name);

} // namespace fanfare::bench
