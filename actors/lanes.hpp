#pragma once

#include "matching/listener_index.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace fanfare {

/// Where a delivery comes from, and so where its ending goes.
enum class delivery_origin : std::uint8_t {
  journal, ///< Its ending is part of what settles the event.
  retries, ///< It was claimed; its ending settles the claim.
};

/// One event on its way to one listener.
struct delivery {
  event_ptr what;
  ready_listener_ptr to;
  std::string part;
  std::uint32_t attempts = 0; ///< Used up before this one.
  delivery_origin from = delivery_origin::journal;
  std::chrono::steady_clock::time_point begun{}; ///< When the attempt under way was handed over.
};

/// What the engine keeps in memory for one listener that has work. A plain
/// struct: ten thousand of them cost what they hold.
struct lane {
  ready_listener_ptr listener;     ///< As it is now.
  std::uint64_t index_version = 0; ///< Of the snapshot that `listener` was looked up in.
  std::deque<delivery> fresh;      ///< From the journal.
  std::deque<delivery> due;        ///< From the retries.
  std::uint32_t under_way = 0;     ///< Attempts that are not answered.
  std::uint32_t due_under_way = 0;
  bool listed = false; ///< Among the lanes that may have something to send.

  bool idle() const { return fresh.empty() && due.empty() && under_way == 0; }

  /// Takes the delivery that goes next, if the window has room. A quarter of
  /// the window, at least one place, is kept for due retries while there are
  /// any, the rest for fresh events; each takes the other's when that is idle.
  std::optional<delivery> next();

  /// Gives back the place of an attempt.
  void release(delivery_origin of) {
    --under_way;
    if (of == delivery_origin::retries)
      --due_under_way;
  }
};

/// The lanes of one deliverer, by listener id.
/// Bound: what its queues hold together is limited by the credit of those who
/// fill them (the matcher's deliveries, the retrier's claims).
class lane_table {
public:
  /// Queues a delivery in its listener's lane. `what` is moved from unless this throws.
  void add(delivery&& what);

  /// Returns a lane that may have something to send and takes it off the list, or null.
  lane* next_listed();
  /// Puts a lane on the list, unless it is there.
  void list(lane& which);

  /// Returns the listener's lane, or null.
  lane* find(const std::string& listener_id);
  /// Forgets a lane in which nothing waits and nothing is under way.
  void forget_if_idle(const std::string& listener_id);

  /// Takes everything that waits out of all lanes. What is under way stays.
  std::vector<delivery> withdraw_all();

  std::size_t size() const { return lanes_.size(); }

private:
  std::unordered_map<std::string, lane> lanes_;
  std::deque<lane*> listed_;
};

/// Attempts under way, by ticket. A ticket is never used twice.
class ticket_table {
public:
  std::uint64_t issue(delivery what);
  /// Returns the delivery of a ticket and forgets it; nothing if it is not (or
  /// no longer) under way.
  std::optional<delivery> redeem(std::uint64_t ticket);
  /// Takes all of them.
  std::vector<delivery> redeem_all();
  std::size_t size() const { return count_; }

private:
  struct place {
    std::optional<delivery> what;
    std::uint32_t generation = 0;
  };
  std::vector<place> places_;
  std::vector<std::uint32_t> free_;
  std::size_t count_ = 0;
};

} // namespace fanfare
