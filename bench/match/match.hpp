#pragma once

#include "bench/measurement.hpp"

namespace fanfare::bench {

/// Answers the question of README.md. Returns false if a count of matches is wrong.
bool match(const order& how);

} // namespace fanfare::bench
