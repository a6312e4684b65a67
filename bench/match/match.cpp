#include "bench/match/match.hpp"

#include "bench/match/cases.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace fanfare::bench {

namespace {

struct match_case {
  const char* name;
  bool (*measure)(const order&);
  double usual_seconds; ///< Of CPU, if it is not named.
  double quick_seconds;
};

/// The short ones first: on a busy machine there may be no time for the others.
constexpr match_case cases[] = {
    {"rulesets", measure_rule_sets, 5, 1.5},   {"ranges", measure_ranges, 1, 0.3},
    {"wildcards", measure_wildcards, 1, 0.2},  {"scaling", measure_scaling, 6, 1},
    {"listeners", measure_listeners, 14, 1.5}, {"changes", measure_changes, 16, 2.5},
};

/// Whether there is time left for a case, on a machine that is as busy as it was so far.
bool has_time_for(const match_case& one, const cost& so_far, const order& how) {
  using seconds = std::chrono::duration<double>;
  const auto limit = how.quick ? seconds{14} : seconds{48};
  const auto needed = seconds{how.quick ? one.quick_seconds : one.usual_seconds};
  const auto busy = so_far.cpu.count() == 0 ? 1 : seconds{so_far.wall} / seconds{so_far.cpu};
  return so_far.wall + needed * std::max(1.0, busy) < limit;
}

bool match_usual(const order& how) {
  const stopwatch watch;
  bool right = true;
  for (const auto& each : cases) {
    if (has_time_for(each, watch.elapsed(), how))
      right = each.measure(how) && right;
    else
      std::fprintf(stderr, "no time is left for %s; measure it with: fanfare-bench match %s\n",
                   each.name, each.name);
  }
  return right;
}

} // namespace

std::vector<std::string> match_case_names() {
  std::vector<std::string> names;
  for (const auto& each : cases)
    names.emplace_back(each.name);
  return names;
}

bool match(const order& how) {
  if (!is_named(how))
    return match_usual(how);
  bool right = true;
  for (const auto& each : cases)
    if (std::find(how.cases.begin(), how.cases.end(), each.name) != how.cases.end())
      right = each.measure(how) && right;
  return right;
}

} // namespace fanfare::bench
