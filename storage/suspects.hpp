#pragma once

#include "fanfare/event.hpp"
#include "fanfare/result.hpp"

#include <cstdint>
#include <vector>

namespace fanfare {

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

  /// Suspects an event, to be called before it is worked on, and returns at how
  /// many starts in a row it was; a second call for the same one counts for
  /// nothing. In the same step others are cleared.
  virtual result<std::uint32_t> suspect(const event_id& which,
                                        const std::vector<event_id>& cleared) = 0;

  /// Forgets what was said of them.
  virtual result<void> clear(const std::vector<event_id>& which) = 0;
};

} // namespace fanfare
