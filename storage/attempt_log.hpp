#pragma once

#include "fanfare/recent_attempt.hpp"
#include "fanfare/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// The attempts of late, for people.
/// Thread safety: all members may be called from any thread; all block.
class attempt_log {
public:
  virtual ~attempt_log() = default;

  /// Appends attempts, whose ids are not looked at, and forgets the oldest
  /// beyond `most`, or a few more.
  virtual result<void> put(const std::vector<recent_attempt>& some, std::size_t most) = 0;

  /// Returns the newest first, at most `limit`.
  virtual result<std::vector<recent_attempt>> newest(const attempt_filter& which,
                                                     std::size_t limit) = 0;

  /// Returns those that came after one, the oldest first, at most `limit`.
  /// @param after its id; empty: from the oldest.
  virtual result<std::vector<recent_attempt>>
  since(std::string_view after, const attempt_filter& which, std::size_t limit) = 0;

  /// Returns the id of the newest; empty: there is none.
  virtual result<std::string> last() = 0;
};

} // namespace fanfare
