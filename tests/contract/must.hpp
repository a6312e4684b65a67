#pragma once

#include "fanfare/result.hpp"

#include <stdexcept>
#include <utility>

namespace fanfare::test {

/// Returns the value, or ends the test with the reason there is none.
template <class T>
T must(result<T> r) {
  if (!r)
    throw std::runtime_error{r.error().detail};
  return *std::move(r);
}

inline void must(const result<void>& r) {
  if (!r)
    throw std::runtime_error{r.error().detail};
}

} // namespace fanfare::test
