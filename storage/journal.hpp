#pragma once

#include "fanfare/event.hpp"
#include "fanfare/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fanfare {

/// A validated report on its way into the journal.
struct new_event {
  std::string body;
  std::string key = {};
};

/// An event as the journal gives it back. Whoever wrote it, `body` is only
/// known to be bytes: it may come from a program that validates nothing.
struct journal_entry {
  event_id id;
  std::string body;
  std::string fault = {}; ///< Why there is no body at all; usually empty.
};

struct journal_batch {
  std::vector<journal_entry> entries; ///< In the order of their ids.
  /// The version that the listeners had when the entries were read: an event
  /// must be matched with these listeners or newer ones.
  std::uint64_t listeners_version = 0;
  bool at_end = true; ///< There was nothing after them when they were read.
};

/// An event that the store still has.
struct stored_event {
  std::string body;
  bool settled = false; ///< It is kept for a parked or dead delivery.
};

struct read_limit {
  std::size_t events;
  std::size_t bytes; ///< Of bodies. At least one entry is read whatever its size.
};

/// A delivery put back into the store until it is due.
///
/// Of those of one listener with the same `order_key` only that of the earliest
/// event is ever due. The others are held behind it, whatever their delay, and
/// the next becomes due at once when nothing of that event is parked any more
/// under this key: delivered, dropped or dead. If it is parked anew they go on waiting.
struct parked_delivery {
  event_id event;
  std::string listener;
  std::string part = {};
  std::chrono::milliseconds delay{0}; ///< From now on the store's clock.
  std::uint32_t attempts = 0;         ///< Used up so far.
  std::string last_error = {};
  std::string order_key = {}; ///< Empty: not ordered. A retry outcome's own is not looked at.
};

/// A delivery given up on.
struct dead_delivery {
  event_id event;
  std::string listener; ///< Empty: the event itself could not be used.
  std::string part = {};
  std::string reason = {};
  std::string last_answer = {};
  std::uint32_t attempts = 0;
  std::string event_type = {}; ///< Empty: the event could not be read.
};

/// What became of a delivery that was claimed from the retries.
struct retry_outcome {
  event_id event;
  std::string listener;
  std::string part = {};
  /// What is to be kept of it; neither: delivered, nothing is kept.
  std::optional<parked_delivery> park = {};
  std::optional<dead_delivery> bury = {};
};

/// One atomic step at the end of events' lives.
struct settlement {
  /// These events need not be read again: each of their deliveries is done, or
  /// is in `parks` or `dead`, which hold deliveries of these events only.
  std::vector<event_id> settled = {};
  std::vector<parked_delivery> parks = {};
  std::vector<dead_delivery> dead = {};
  std::vector<retry_outcome> retries = {};

  bool empty() const { return settled.empty() && retries.empty(); }
};

/// Writes that become durable together, in one commit.
struct write_group {
  std::vector<new_event> appends = {};
  settlement settles = {};
};

/// The durable log of events that are not settled.
/// Thread safety: all members may be called from any thread; all block.
class journal {
public:
  virtual ~journal() = default;

  /// Makes the group durable, all or nothing, and returns the ids given to
  /// `appends`, in order. An event without parked and dead deliveries leaves
  /// the store when it is settled; others when the last of those is gone.
  /// A park for a listener that is not (or no longer) there is dropped. A
  /// retry outcome for a delivery that is not there any more changes nothing.
  /// Fails with `errc::store_unreachable`.
  virtual result<std::vector<event_id>> write(const write_group& group) = 0;

  /// Reads unsettled events after `after` (none: from the oldest), in order.
  virtual result<journal_batch> read(const std::optional<event_id>& after, read_limit limit) = 0;

  /// Finds one event. None is no failure: it is settled and nothing is kept of
  /// it, or there never was one with this id.
  virtual result<std::optional<stored_event>> find(const event_id& which) = 0;

  /// Returns a number that is different after any other process wrote to the
  /// store. Cheap enough to ask twenty times a second; may also change when
  /// this process wrote.
  virtual result<std::uint64_t> change_mark() = 0;

  /// Returns how many events are neither settled nor referenced.
  virtual result<std::uint64_t> unsettled() = 0;

  /// Returns how many settled events are kept for a parked or dead delivery.
  virtual result<std::uint64_t> referenced() = 0;
};

} // namespace fanfare
