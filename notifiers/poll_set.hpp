#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>

struct epoll_event;

namespace fanfare {

/// What one thread waits for: files that can be read or written, and a word
/// from another thread.
/// Thread safety: `wake` may be called from any thread; all else is the waiting thread's.
class poll_set {
public:
  enum class interest : std::uint8_t { reading, reading_and_writing };

  poll_set();
  ~poll_set();

  poll_set(const poll_set&) = delete;
  poll_set& operator=(const poll_set&) = delete;

  /// Begins to watch a file for reading; it is forgotten when it is closed.
  /// Returns false if memory is short. @param subject what `wait` returns of it.
  bool watch(int file, void* subject);
  void change(int file, void* subject, interest in);

  /// Ends the wait that is under way, or the next one.
  void wake();

  /// Waits for at most `at_most`, rounded up to milliseconds, and returns the
  /// subjects of the files that are ready, each once.
  std::span<void* const> wait(std::chrono::nanoseconds at_most);

private:
  static constexpr std::size_t max_ready = 256;

  int polled_;
  int wake_ups_;
  std::array<void*, max_ready> ready_{};
};

} // namespace fanfare
