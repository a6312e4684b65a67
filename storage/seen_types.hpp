#pragma once

#include "fanfare/result.hpp"

#include <string>
#include <vector>

namespace fanfare {

/// The event types that have been matched in this store, for people: what to
/// listen to, and what was perhaps misspelt.
/// Thread safety: all members may be called from any thread; all block.
class seen_types {
public:
  /// More are not worth showing: somebody writes ids into types.
  static constexpr std::size_t most = 10'000;

  virtual ~seen_types() = default;

  /// Adds those that are not there yet.
  virtual result<void> add(const std::vector<std::string>& names) = 0;
  /// Returns all, sorted.
  virtual result<std::vector<std::string>> all() = 0;
};

} // namespace fanfare
