#pragma once

#include <functional>
#include <memory>
#include <string>

namespace fanfare {

/// Calls the host back, so that what it does there holds up nobody else.
/// Thread safety: `post` may be called from any thread.
class callback_thread {
public:
  using callback = std::function<void()>;

  /// Told what a callback threw.
  using complaint = std::function<void(const std::string& cause)>;

  explicit callback_thread(complaint of_throwing = {});
  ~callback_thread(); ///< As `finish`.

  /// Makes the calls that were posted, and those that they post, then ends the
  /// thread. A second call does nothing. Must not be called from two threads at once.
  void finish();

  /// Calls in the order of posting, one at a time. One that throws is over.
  void post(callback what);

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace fanfare
