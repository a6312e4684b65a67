#pragma once

#include "bench/measurement.hpp"

#include <string>
#include <vector>

// The cases of the question `match`, each answered whole within the time of an
// order. Where the order names none, they measure only what goals are set for.
// Each returns false if matches are wrong.

namespace fanfare::bench {

/// `rulesets`: the sets of rules that event-ruler measures itself by.
bool measure_rule_sets(const order& how);

/// `scaling`: 10 to 1,000,000 rules of one field, of two, and of all sorts.
bool measure_scaling(const order& how);

/// `wildcards`: 10,000 wildcards on one field.
bool measure_wildcards(const order& how);

/// `ranges`: 10,000 ranges of numbers on one field.
bool measure_ranges(const order& how);

/// `listeners`: event types and filters of up to a million listeners: matching,
/// memory, and loading them from what a store holds.
bool measure_listeners(const order& how);

/// `changes`: a million listeners of which a thousand a second change.
bool measure_changes(const order& how);

/// Returns the names above.
std::vector<std::string> match_case_names();

/// Whether the cases of an order are named, and to be measured whole.
inline bool is_named(const order& how) { return !how.cases.empty(); }

} // namespace fanfare::bench
