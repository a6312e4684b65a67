#pragma once

#include "bench/match/fanfare_workload.hpp"
#include "matching/ready_listener.hpp"

namespace fanfare::bench {

/// Makes a listener of what a store holds ready, as the librarian does but for
/// the check that its notifier makes. @pre it is not broken.
ready_listener_ptr made_ready(const stored_json& one);

} // namespace fanfare::bench
