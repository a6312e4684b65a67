#pragma once

#include "fanfare/listener.hpp"

#include "bench/match/matching.hpp"
#include "bench/random_draws.hpp"

#include <cstddef>
#include <vector>

namespace fanfare::bench {

/// Events as a backend of repositories reports them: about 480 bytes, types of
/// three to five segments, a payload with objects and arrays. The same every time.
std::vector<typed_event> fanfare_events(std::size_t count);

/// Draws listeners for such events: a pattern (55% without a wildcard, 30% with
/// `*`, the rest with `#`) and a filter: 45% want one repository, of which some
/// are much more popular than others, 15% an owner and an architecture, 10%
/// two other fields, and prefixes, numbers, names in an array, anything-but;
/// 5% have none, and a long type.
class fanfare_listeners {
public:
  /// Returns the next one; ids count up.
  listener draw();

  /// Returns one with this id.
  listener draw(std::size_t id);

private:
  random_draws from_{17};
  std::size_t next_ = 0;
};

} // namespace fanfare::bench
