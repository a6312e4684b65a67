#pragma once

#include "bench/measurement.hpp"

#include <string>

// The cases of the question `backlog`. Each returns false if a delivery was
// missing or repeated, or a publish refused.

namespace fanfare::bench {

inline constexpr const char* backlog_question = "backlog";

/// `sqlite`, `redis`: a receiver that is down for many events, then up, beside
/// a healthy one.
bool measure_down_receiver(const std::string& store, const order& how);

/// `restart`: a node that starts on a journal full of events, with healthy receivers.
bool measure_restart(const order& how);

} // namespace fanfare::bench
