#pragma once

#include "bench/measurement.hpp"

#include <string>
#include <vector>

namespace fanfare::bench {

/// Answers the question of README.md: the cases that are named, or all.
/// Returns false if a delivery was missing or repeated, or a publish refused.
bool backlog(const order& how);

/// Returns the names of the cases.
std::vector<std::string> backlog_case_names();

} // namespace fanfare::bench
