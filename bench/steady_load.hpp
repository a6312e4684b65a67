#pragma once

#include "fanfare/engine.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace fanfare::bench {

/// What became of a steady load. It is complete when all were answered.
struct load_counts {
  std::uint64_t published = 0;
  std::uint64_t refused = 0;
};

/// Publishes reports of 1 KiB, one by one, each with the time of its sending in
/// it (sink.hpp), `a_second` of them for as long as `goes_on` says so, and
/// waits until all were answered.
/// @param type_of returns the event type of the nth.
load_counts publish_steadily(engine& to, double a_second,
                             const std::function<std::string(std::uint64_t)>& type_of,
                             const std::function<bool()>& goes_on);

/// Goes on for so long from now.
std::function<bool()> for_so_long(std::chrono::milliseconds duration);

} // namespace fanfare::bench
