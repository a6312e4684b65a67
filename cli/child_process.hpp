#pragma once

#include "fanfare/result.hpp"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Another process of this very program, with what it writes (results and
/// messages alike) read line by line. It ends when this process does, and is
/// ended, if it is still there, by the destructor.
/// Thread safety: to be used, and started, by a process of one thread.
class child_process {
public:
  /// Starts `fanfare` with these words. `FANFARE_…` variables of the
  /// environment are not passed on. Fails with `errc::internal`.
  static result<child_process> start(const std::vector<std::string>& words);

  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&&) = delete;
  ~child_process();

  pid_t pid() const { return pid_; }

  /// Returns the descriptor to poll for more to read, or -1 after its end.
  int descriptor() const { return out_; }

  /// Returns the lines completed since the last call. Never blocks.
  std::vector<std::string> read_lines();

  /// Asks the process to end.
  void terminate() const;

  /// Waits for the end and returns the exit code, or 128 + the signal that
  /// ended it; nothing if it still runs after `patience`.
  std::optional<int> wait(std::chrono::milliseconds patience);

private:
  child_process(pid_t pid, int out) : pid_(pid), out_(out) {}

  pid_t pid_;
  int out_;
  std::string partial_;
  std::vector<std::string> unread_;
};

/// What a process that ran to its end left behind.
struct finished_process {
  int exit_code;
  std::vector<std::string> lines;
};

/// Runs `fanfare` with these words to its end, at most `patience`.
/// Fails with `errc::internal`.
result<finished_process> run_to_end(const std::vector<std::string>& words,
                                    std::chrono::milliseconds patience);

} // namespace fanfare
