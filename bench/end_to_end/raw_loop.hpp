#pragma once

#include "bench/measurement.hpp"

#include <cstddef>
#include <string>

namespace fanfare::bench {

/// Posts `body` to `url` so many times over a bare libcurl multi loop, with
/// pooled handles, a preparsed URL and `parallel` transfers at once, and
/// returns what that cost: the floor for anything built on libcurl's multi.
cost raw_loop(const std::string& url, const std::string& body, std::size_t times,
              std::size_t parallel);

} // namespace fanfare::bench
