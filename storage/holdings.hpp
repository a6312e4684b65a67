#pragma once

#include "fanfare/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What is kept for one listener.
struct holding {
  std::string listener; ///< Empty: dead letters of events that could not be used.
  std::uint64_t parked = 0;
  std::uint64_t dead = 0;
  std::chrono::milliseconds oldest_dead{0}; ///< The age of its oldest dead letter; 0: it has none.
};

/// How many bytes a report takes that is kept for one listener, on average of a sample.
struct report_sizes {
  std::uint64_t parked = 0; ///< 0: nothing is parked for it.
  std::uint64_t dead = 0;   ///< 0: it has no dead letter.
};

/// What waits and what is dead, seen from its size: to be kept within bounds.
/// Thread safety: all members may be called from any thread; all block.
class holdings {
public:
  virtual ~holdings() = default;

  /// Returns all for whom anything is kept, in no order. Costs some 10 ms for
  /// each hundred thousand deliveries.
  virtual result<std::vector<holding>> all() = 0;

  /// Returns how many bytes the reports take that are kept for parked and dead
  /// deliveries. May be an estimate, made of a sample.
  virtual result<std::uint64_t> bytes() = 0;

  /// Returns how large the reports are that are kept for a listener. Looks at a
  /// sample that does not grow with their number.
  virtual result<report_sizes> sizes_of(std::string_view listener) = 0;

  /// Drops up to `most` of the parked deliveries of a listener, those of its
  /// oldest events, and returns how many. An event leaves the store with the
  /// last that is kept of it. Works in atomic steps of 256.
  virtual result<std::uint64_t> drop_parked(std::string_view listener, std::size_t most) = 0;

  /// Drops up to `most` of the dead letters of a listener, the oldest first, of
  /// those that died so long ago or longer. Otherwise as `drop_parked`.
  virtual result<std::uint64_t> drop_dead(std::string_view listener, std::size_t most,
                                          std::chrono::milliseconds age = std::chrono::milliseconds{
                                              0}) = 0;
};

} // namespace fanfare
