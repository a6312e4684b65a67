#pragma once

namespace fanfare {

/// Makes libcurl ready for this process. The library counts its users; ours
/// stays one for the life of the process, for a host may use libcurl too.
/// Thread safety: may be called from any thread, any number of times.
void begin_curl();

} // namespace fanfare
