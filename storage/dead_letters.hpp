#pragma once

#include "fanfare/dead_letter.hpp"
#include "fanfare/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What one call did to dead letters, and where the next one goes on.
struct dead_step {
  std::uint64_t done = 0; ///< Replayed or dropped.
  std::uint64_t left = 0; ///< Not replayed: there is no listener to replay them to.
  std::uint64_t full = 0; ///< Not replayed: as many wait for their listener as may.
  /// The last one looked at, for `after`; none: there are no more.
  std::optional<std::string> next = {};
};

/// When dead letters that are replayed together become due, the newest first.
struct replay_pace {
  std::chrono::microseconds first{0}; ///< From now on the store's clock.
  std::chrono::microseconds step{0};  ///< From one to the next; negative: the next is due earlier.
};

/// How many deliveries may wait for each listener, those counted that wait already.
struct parked_limits {
  std::uint64_t usual = std::numeric_limits<std::uint64_t>::max();
  std::map<std::string, std::uint64_t, std::less<>> own = {}; ///< By listener.

  std::uint64_t of(std::string_view listener) const {
    const auto known = own.find(listener);
    return known == own.end() ? usual : known->second;
  }
};

/// How many dead letters there are of a kind.
struct dead_tally {
  std::uint64_t with_listener = 0; ///< These can be replayed.
  std::uint64_t without = 0;
};

/// Deliveries given up on. They enter through `journal::write`.
///
/// All members walk from the newest to the oldest, so that who goes on until
/// there are no more does not meet those that died meanwhile. An id or an event
/// id that is none names nothing, which is no failure.
/// Thread safety: all members may be called from any thread; all block.
class dead_letters {
public:
  /// More would hold the store's lock too long.
  static constexpr std::size_t most_in_a_step = 256;

  virtual ~dead_letters() = default;

  /// Returns the newest first, at most `limit`.
  /// @param after the id to go on after; empty: from the newest.
  virtual result<std::vector<dead_letter>> list(const dead_filter& which, std::size_t limit,
                                                std::string_view after = {}) = 0;

  /// Finds one with its event's body. None is no failure.
  virtual result<std::optional<buried_report>> find(std::string_view id) = 0;

  /// Parks up to `most` (at most `most_in_a_step`) of them anew in one atomic
  /// step: due as `pace` says, with no attempt used up, and as old as if they had
  /// been published when they become due. Those without a
  /// listener, because it is gone or never was, are left as they are, and
  /// counted among `most`. May do less than `most` although there are more:
  /// `next` tells.
  /// Those for whose listener there is no room are left and counted as well.
  virtual result<dead_step> replay(const dead_filter& which, std::size_t most,
                                   std::string_view after = {}, replay_pace pace = {},
                                   const parked_limits& room = {}) = 0;

  /// Forgets up to `most` of them in one atomic step; an event leaves the store
  /// with the last that was kept of it. Otherwise as `replay`.
  virtual result<dead_step> drop(const dead_filter& which, std::size_t most,
                                 std::string_view after = {}) = 0;

  /// Returns how many there are, all or those that a filter names.
  virtual result<std::uint64_t> count() = 0;
  virtual result<dead_tally> count(const dead_filter& which) = 0;
};

} // namespace fanfare
