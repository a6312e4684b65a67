#pragma once

#include <chrono>
#include <new>
#include <thread>

namespace fanfare {

/// Does what work would be lost without, and what nothing but a lack of memory
/// can prevent: then it waits for memory, however long that takes.
/// @param deed may be repeated after it threw std::bad_alloc.
template <class Deed>
void surely(const Deed& deed) {
  for (;;) {
    try {
      deed();
      return;
    } catch (const std::bad_alloc&) {
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
  }
}

} // namespace fanfare
