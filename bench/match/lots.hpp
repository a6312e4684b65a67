#pragma once

#include "bench/match/matching.hpp"

#include <cstddef>
#include <vector>

namespace fanfare::bench {

/// Events shaped like those of San Francisco's city lots, on which matchers of
/// events are measured: about 840 bytes, most of them coordinates of 17 digits.
/// Of `all_lots`, each rule of event-ruler's benchmark takes exactly as many as
/// of the real ones; of fewer, in proportion. The same every time, in an order
/// that says nothing.
std::vector<typed_event> lot_events(std::size_t count);

} // namespace fanfare::bench
