#pragma once

namespace fanfare {

/// While one lives, SIGINT, SIGTERM, SIGHUP and SIGPIPE do not end this process at once:
/// it can take back what it has made first. One at a time; for a program of one
/// thread. Processes that it starts are ended by these signals as ever.
class interruption {
public:
  interruption();
  ~interruption();
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;

  /// Returns whether one of the signals has come.
  static bool has_come();

  /// Ends this process by the signal that came, as it would have ended without
  /// this object. Returns if none has.
  void end_by_it();
};

} // namespace fanfare
