#pragma once

#include <cstdio>
#include <cstdlib>

namespace fanfare::test {

/// Aborts with a sentence if a promise was not kept.
inline void expect(bool kept, const char* promise) {
  if (kept)
    return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

} // namespace fanfare::test
