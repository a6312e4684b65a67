#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fanfare::bench {

/// One of the sets of rules that event-ruler measures itself by, on the events
/// of all city lots (its Benchmarks.java, CL2Benchmark).
struct rule_set {
  std::string name;
  std::vector<std::string> filters;
  std::vector<std::size_t> matches; ///< By filter: how many of all lots it takes.
  double event_ruler; ///< ns of CPU an event costs there, measured elsewhere (README.md).
};

/// Returns the 16 sets: 14 of five rules, PARTIAL_COMBO of 40, COMBO of 45.
std::vector<rule_set> rule_sets();

} // namespace fanfare::bench
