#pragma once

#include "fanfare/admin.hpp"

namespace fanfare {

/// Deliveries given up on. They enter through `journal::write`.
/// Thread safety: all members may be called from any thread; all block.
class dead_letters {
public:
  virtual ~dead_letters() = default;

  /// Returns the newest first, at most `limit`.
  virtual result<std::vector<dead_letter>> list(std::size_t limit) = 0;
  virtual result<std::uint64_t> count() = 0;
};

} // namespace fanfare
