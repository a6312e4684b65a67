#pragma once

#include "fanfare/result.hpp"

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// Another process, mostly of this very program, with what it writes (results and
/// messages alike) read line by line. It ends when this process does, and is
/// ended, if it is still there, by the destructor.
/// Thread safety: to be used, and started, by a process of one thread.
class child_process {
public:
  /// Starts `fanfare` with these words. `FANFARE_…` variables of the
  /// environment are not passed on. Fails with `errc::internal`.
  static result<child_process> start(const std::vector<std::string>& words);
  /// Starts another program, looked for in PATH. One that is not there ends
  /// with 127 and writes nothing. @param variables are added to its environment.
  static result<child_process>
  start_program(const std::string& name, const std::vector<std::string>& words,
                const std::map<std::string, std::string>& variables = {});

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

  static result<child_process> launch(const char* file, std::vector<std::string> words,
                                      const std::map<std::string, std::string>& variables);

  pid_t pid_;
  int out_;
  std::string partial_;
  std::vector<std::string> unread_;
};

/// Reads lines until one satisfies `wanted` and returns it; nothing if the
/// process ends before, or `patience` is over. All lines are kept in `seen`.
std::optional<std::string> await_line(child_process& from, std::chrono::milliseconds patience,
                                      std::vector<std::string>& seen,
                                      const std::function<bool(const std::string&)>& wanted);

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
