#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace fanfare::test {

/// A process that runs `what` and can be listened to. It is killed, and waited
/// for, at the latest when this object dies.
/// @pre this process has no store open on a file that the child opens: SQLite's
/// connections must not be carried over a fork.
class child_process {
public:
  /// @param what gets a function that sends a line to the parent.
  using body = std::function<void(const std::function<void(const std::string&)>& say)>;

  explicit child_process(const body& what);
  ~child_process();
  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  /// Waits for the child's next line; empty: it has ended.
  std::string next_line();

  /// Ends it as a power cut would.
  void kill_now();

  pid_t pid() const { return pid_; }

private:
  pid_t pid_ = -1;
  int from_child_ = -1;
  std::string unread_;
};

/// Gives up root's right to write everywhere, for the rest of this process.
void become_ordinary_user();

} // namespace fanfare::test
