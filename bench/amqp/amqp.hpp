#pragma once

#include "bench/measurement.hpp"

namespace fanfare::bench {

/// Answers the question of README.md. Returns false if a run did not bring
/// exactly what was sent into the queue.
bool amqp(const order& how);

} // namespace fanfare::bench
