#include "tests/support/failing_allocations.hpp"

#include <pthread.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace {

thread_local std::size_t left_here = 0; ///< Allocations until one fails; 0: none will.
thread_local std::size_t too_large_here = 0;

char named[16] = {}; ///< Written while `left_there` is 0.
std::atomic<std::size_t> left_there{0};

bool is_named() {
  char name[16] = {};
  return pthread_getname_np(pthread_self(), name, sizeof name) == 0 &&
         std::strcmp(name, named) == 0;
}

bool is_the_nth_there() {
  if (left_there.load() == 0 || !is_named())
    return false;
  auto left = left_there.load();
  while (left > 0 && !left_there.compare_exchange_weak(left, left - 1))
    continue;
  return left == 1;
}

bool fails(std::size_t size) {
  if (left_here > 0 && --left_here == 0)
    return true;
  return (too_large_here > 0 && size >= too_large_here) || is_the_nth_there();
}

} // namespace

void* operator new(std::size_t size) {
  void* const made = fails(size) ? nullptr : std::malloc(size == 0 ? 1 : size);
  if (made == nullptr)
    throw std::bad_alloc{};
  return made;
}

void operator delete(void* what) noexcept { std::free(what); }

void operator delete(void* what, std::size_t) noexcept { std::free(what); }

namespace fanfare::test {

void failing_allocations::fail_nth(std::size_t n) { left_here = n; }

std::size_t failing_allocations::forget_nth() { return std::exchange(left_here, 0); }

void failing_allocations::fail_from(std::size_t bytes) { too_large_here = bytes; }

void failing_allocations::fail_nth_on(const std::string& thread, std::size_t n) {
  left_there = 0;
  std::strncpy(named, thread.c_str(), sizeof named - 1);
  left_there = n;
}

std::size_t failing_allocations::forget_nth_on_thread() { return left_there.exchange(0); }

} // namespace fanfare::test
