#pragma once

#include "bench/measurement.hpp"

#include <string>
#include <vector>

namespace fanfare::bench {

/// Answers the question of README.md, on the stores that are named as cases, or
/// on SQLite. Returns false if a delivery to a healthy listener was missing or
/// repeated, or a publish refused.
bool isolation(const order& how);

/// Returns the names of the cases.
std::vector<std::string> isolation_case_names();

} // namespace fanfare::bench
