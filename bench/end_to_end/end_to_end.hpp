#pragma once

#include "bench/measurement.hpp"

namespace fanfare::bench {

/// Answers the question of README.md. Returns false if a run did not deliver
/// exactly what was published.
bool end_to_end(const order& how);

} // namespace fanfare::bench
