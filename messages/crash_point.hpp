#pragma once

/// Marks a moment at which a test may want things to go wrong. `FANFARE_CRASH_AT=NAME`
/// in the environment of a process kills it as a power cut would, by SIGKILL, when
/// it passes the point of this name for the first time, `NAME:N` for the Nth;
/// `FANFARE_THROW_AT` lets the point throw then, once.
/// Files that the build names with `fanfare_crash_points`, and builds with the
/// option FANFARE_CRASH_POINTS, have such points; in others nothing is there.
#ifdef FANFARE_CRASH_POINTS
#define FANFARE_CRASH_POINT(name) ::fanfare::pass_crash_point(name)
#else
#define FANFARE_CRASH_POINT(name) static_cast<void>(name)
#endif

namespace fanfare {

/// Passes a point. Throws std::runtime_error, naming it, if that is wanted.
/// Thread safety: may be called from any thread.
void pass_crash_point(const char* name);

} // namespace fanfare
