#pragma once

#include "fanfare/event.hpp"
#include "fanfare/result.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fanfare {

/// Which events may be worked on together.
struct suspicion {
  std::size_t together = 0; ///< The first so many of those that were asked for.
  std::uint32_t starts = 0; ///< At so many starts the first of them was suspected alone.
};

/// Remembers over the deaths of nodes what was being worked on when they died:
/// whether the last ones ended in order, and which events are suspected of
/// having killed them.
/// Thread safety: all members may be called from any thread; all block.
class suspects {
public:
  virtual ~suspects() = default;

  /// Notes that this node begins to work, and returns how many before it, in a
  /// row, did not come to `end`. A second call says the same again.
  virtual result<std::uint32_t> begin() = 0;

  /// Notes that this node ends in order. Then nobody is suspected any more. Does
  /// nothing if another one has begun meanwhile.
  virtual result<void> end() = 0;

  /// Suspects what comes next, to be called before it is worked on: the first
  /// alone if it was suspected at a start before, else all of them up to the next
  /// that was. Only those that are alone are counted. A second call for the same
  /// ones says the same. In the same step others are cleared. Events of another
  /// store are never suspected.
  /// @pre no event is in `next` twice.
  virtual result<suspicion> suspect(const std::vector<event_id>& next,
                                    const std::vector<event_id>& cleared) = 0;

  /// Forgets what was said of them.
  virtual result<void> clear(const std::vector<event_id>& which) = 0;
};

} // namespace fanfare
