#pragma once

#include <cstdint>

namespace fanfare::bench {

/// What of this process is in memory now, in bytes.
std::uint64_t resident_bytes();

/// The most that was, since the process began or `forget_peak` was called.
std::uint64_t peak_resident_bytes();
void forget_peak();

} // namespace fanfare::bench
