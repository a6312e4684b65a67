#pragma once

#include "bench/measurement.hpp"

namespace fanfare::bench {

/// Answers the question of README.md. Returns false if an event was refused or
/// not settled.
bool ingest(const order& how);

} // namespace fanfare::bench
