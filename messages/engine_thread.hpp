#pragma once

namespace fanfare {

/// Makes the calling thread one of fanfare's: gives it a name (at most 15
/// characters) and blocks SIGPIPE, so that a receiver that hangs up is an error
/// of one transfer and not the end of the host.
void enter_engine_thread(const char* name) noexcept;

} // namespace fanfare
