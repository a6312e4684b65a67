#pragma once

#include "fanfare/recent_attempt.hpp"

#include "storage/journal.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// A listener for which parked deliveries are due or will be.
struct due_lane {
  std::string listener;
  std::chrono::milliseconds in{0}; ///< Time until the earliest is due; 0 or less: due now.
};

/// A parked delivery handed out until its lease ends.
struct claimed_delivery {
  journal_entry event;
  std::string listener;
  std::string part;
  std::uint32_t attempts = 0;
  std::string last_error;
  std::string order_key = {}; ///< As it was parked with. Replayed dead letters have none.
  /// When it became due by a replay, on the store's clock; the epoch: it was never dead.
  std::chrono::system_clock::time_point replayed_at = {};
};

/// How much is parked for a listener under one key, claimed or not.
struct ordered_key {
  std::string listener;
  std::string key;
  std::uint64_t parked = 0;
};

/// A parked delivery as it waits.
struct waiting_delivery {
  event_id event;
  std::string part = {};
  std::uint32_t attempts = 0;
  std::string last_error = {};
};

/// What to claim for one listener.
struct claim_request {
  std::string listener;
  std::size_t most = 1;
  std::chrono::milliseconds lease{30'000};
};

/// The durable set of deliveries that wait for their next attempt.
/// Thread safety: all members may be called from any thread; all block.
class retries {
public:
  virtual ~retries() = default;

  /// Returns the lanes with the earliest due deliveries, earliest first, of
  /// listeners that may be claimed for and whose notifier type is one of `types`.
  /// Includes lanes that become due within `horizon`.
  virtual result<std::vector<due_lane>> due(const std::vector<std::string>& types,
                                            std::chrono::milliseconds horizon,
                                            std::size_t most) = 0;

  /// Hands out due deliveries, oldest due first within a listener. Each is due
  /// again when its lease ends: a node that dies loses none of them.
  virtual result<std::vector<claimed_delivery>> claim(const std::vector<claim_request>& wanted) = 0;

  /// Returns the listeners, in no order, for which something waits that `due`
  /// does not return for these types: they are disabled or paused, or of another type.
  /// One of another type may be missing for a minute after something was due for it.
  virtual result<std::vector<std::string>> unclaimed(const std::vector<std::string>& types) = 0;

  /// Returns up to `most` of the deliveries of a listener that became due so
  /// long ago, or longer, the oldest first, and leaves them where they are. Of those
  /// that go one after the other it is the age of the event that counts: but for the first
  /// of each key they are not due at all.
  virtual result<std::vector<waiting_delivery>>
  overdue(std::string_view listener, std::chrono::milliseconds by, std::size_t most) = 0;

  /// Drops all that is parked for a listener and returns how many those were.
  /// Also what somebody has claimed: its outcome changes nothing then.
  virtual result<std::uint64_t> drop(std::string_view listener) = 0;

  /// Returns the keys that anything is parked under, by listener, then key. Of
  /// these, who reads on in the journal must park what comes next as well.
  /// @param only of this listener; empty: of all.
  virtual result<std::vector<ordered_key>> ordered_keys(std::string_view only = {}) = 0;

  /// Returns what is parked of one event, by listener, then part. May take long:
  /// it is for people.
  virtual result<std::vector<waiting_report>> of_event(const event_id& which) = 0;

  /// Returns how many deliveries are parked.
  virtual result<std::uint64_t> parked() = 0;
};

} // namespace fanfare
