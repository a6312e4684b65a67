#pragma once

#include <cstddef>
#include <string>

namespace fanfare::test {

/// Lets allocations fail, as when memory is short, where a test wants it: a
/// program that links this has an operator new that throws then.
/// Thread safety: all functions may be called from any thread.
struct failing_allocations {
  /// The nth allocation of the calling thread from now on fails, once.
  static void fail_nth(std::size_t n);
  /// Forgets it. Returns how many it had still been to it; 0: it has failed.
  static std::size_t forget_nth();

  /// All allocations of the calling thread fail that are of so many bytes or more;
  /// with 0 none.
  static void fail_from(std::size_t bytes);

  /// The nth allocation of threads with this name from now on fails, once.
  static void fail_nth_on(const std::string& thread, std::size_t n);
  /// Forgets it. Returns how many it had still been to it; 0: it has failed.
  static std::size_t forget_nth_on_thread();
};

} // namespace fanfare::test
