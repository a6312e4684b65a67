#pragma once

#include "bench/measurement.hpp"

namespace fanfare::bench {

/// Answers the question of README.md: the cases that the order names; if it
/// names none, of as many as there is time for what goals are set for. Returns
/// false if matches are wrong.
bool match(const order& how);

} // namespace fanfare::bench
