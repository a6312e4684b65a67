#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace fanfare::test {

/// What to run, and where.
struct process_plan {
  std::filesystem::path program;
  std::vector<std::string> words = {}; ///< Without the program's own name.
  std::filesystem::path directory = ".";
  std::string input = {}; ///< What it finds on standard input.
  /// Added to the environment of the test; variables named `FANFARE_…` there are not passed on.
  std::map<std::string, std::string> environment = {};
};

/// How a process ended, and what it wrote.
struct process_end {
  int exit_code = -1; ///< -1 if a signal ended it.
  int signal = 0;     ///< 0 if it ended by itself.
  std::string out;
  std::string err;
};

/// Another process: what it writes is collected by a thread, so it never waits
/// for the test. It is killed, and waited for, by the destructor at the latest,
/// and by the kernel if the test dies first.
/// Thread safety: to be used by one thread, which must outlive the process.
/// Members throw std::runtime_error if the operating system refuses.
class process {
public:
  explicit process(const process_plan& plan);
  ~process();
  process(const process&) = delete;
  process& operator=(const process&) = delete;

  pid_t pid() const { return pid_; }

  /// Sends it a signal; nothing happens if it has ended.
  void signal(int number) const;

  /// Returns what it has written so far.
  std::string out() const { return collected(0); }
  std::string err() const { return collected(1); }

  /// Waits until it has written a whole line that holds `part`, on either
  /// stream, and returns the line; nothing if it ended or `patience` was over.
  std::optional<std::string>
  wait_for_line(std::string_view part,
                std::chrono::milliseconds patience = std::chrono::seconds{20});

  /// Waits for its end; nothing if it still runs after `patience`.
  std::optional<process_end> wait(std::chrono::milliseconds patience = std::chrono::seconds{20});

private:
  void collect(int out, int err);
  std::string collected(std::size_t stream) const;

  pid_t pid_ = -1;
  std::optional<int> status_; ///< Once it has been waited for.
  mutable std::mutex mutex_;
  std::condition_variable grown_;
  std::string written_[2]; ///< What came on standard output and on standard error.
  bool closed_ = false;    ///< Both streams are at their end.
  std::thread collector_;  ///< Last: it uses all of the above.
};

/// Runs a process to its end. Throws if it takes longer than `patience`.
process_end run(const process_plan& plan,
                std::chrono::milliseconds patience = std::chrono::seconds{60});

/// Returns a program of this build, e.g. "fanfare".
std::filesystem::path built_program(const std::string& name);

} // namespace fanfare::test
