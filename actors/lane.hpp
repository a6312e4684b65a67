#pragma once

#include "actors/delivery.hpp"
#include "actors/lane_order.hpp"
#include "actors/lane_progress.hpp"
#include "messages/circuit_breaker.hpp"
#include "messages/rate_limit.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

namespace fanfare {

/// What keeps a lane from sending what waits in it.
struct lane_hold {
  enum class cause : std::uint8_t {
    nothing, ///< It may send.
    places,  ///< As many attempts are under way as its window takes.
    rate,    ///< It sent as fast as it may.
    asked,   ///< Its receiver wants to be left alone.
    breaker, ///< Its receiver is down.
    gone,    ///< Its receiver is no more, and the engine about to disable it.
    stall,   ///< Its window is full, and nothing comes back.
  };
  using time_point = std::chrono::steady_clock::time_point;

  cause why = cause::nothing;
  time_point until{}; ///< The end of time: until there is an answer.

  /// Whether what waits is parked. Otherwise it stays: that is backpressure.
  bool parks(time_point now) const;

  /// For how long at least: a retrier that does not know better must not bring it
  /// back earlier. 0: nobody knows.
  std::chrono::milliseconds pause(time_point now) const;
};

/// Says from when on, and how many at a time, parked deliveries of a lane may be claimed.
struct lane_gate {
  lane_hold::time_point shut_until{};
  bool one_by_one = false;

  bool operator==(const lane_gate&) const = default;
};

/// What the engine keeps in memory for one listener that has work. A plain
/// struct: ten thousand of them cost what they hold.
struct lane {
  using time_point = lane_hold::time_point;
  using duration = lane_progress::duration;
  static constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

  ready_listener_ptr listener;       ///< As it is now.
  std::uint64_t index_version = 0;   ///< Of the snapshot that `listener` was looked up in.
  delivery_queue fresh;              ///< From the journal, leased meanwhile or not.
  delivery_queue due;                ///< From the retries.
  std::unique_ptr<lane_order> order; ///< Of those that have a key; null: none had one.
  std::uint32_t under_way = 0;       ///< Attempts that are not answered.
  std::uint32_t due_under_way = 0;
  std::uint32_t owed_to_fresh = 0; ///< Turns, since a due retry went before fresh events.
  bool listed = false;             ///< Among the lanes that may have something to send.
  std::uint32_t alarms = 0;        ///< Times at which it will be listed, and
  time_point alarm_at{};           ///< the earliest of them.

  circuit_breaker breaker;
  rate_limit limit;
  lane_progress progress;
  time_point left_alone_until{}; ///< Its receiver asked for it.
  time_point gone_until{};       ///< Its receiver said that it is gone: so long it is believed.
  std::size_t room = no_limit;   ///< Fresh deliveries beyond it are parked (crowding.hpp).
  std::optional<lane_gate> told; ///< What the retrier knows of it; nothing: its gate is open.
  time_point last_busy{};        ///< When it was seen with work.
  time_point recorded_at{};      ///< When a success of it was last written down for people.

  std::size_t waiting_fresh() const { return fresh.size() + (order ? order->waiting() : 0); }
  std::size_t waiting() const { return waiting_fresh() + due.size(); }
  bool idle() const { return waiting() == 0 && under_way == 0; }

  /// Queues a delivery, which goes when there is a place.
  void put(delivery&& what) {
    (what.from == delivery_origin::retries ? due : fresh).push_back(std::move(what));
  }

  /// Returns what keeps it from sending.
  lane_hold hold(time_point now, const usual_latency& everywhere) const;

  /// Whether a due retry goes next rather than a fresh event. @pre one of them waits.
  bool is_turn_of_due() const;

  /// Takes the delivery that goes next; nothing if none waits. A quarter of
  /// the window, at least one place, is kept for due retries while there are
  /// any, the rest for fresh events, and so are the turns where few are under way
  /// at once; each takes the other's when that is idle.
  /// Gives it a place: it is attempted, or `release`d.
  std::optional<delivery> next();

  /// Notes that what `next` returned is handed over now.
  void attempted(time_point now);

  /// Gives back the place of an attempt.
  void release(delivery_origin of) {
    --under_way;
    if (of == delivery_origin::retries)
      --due_under_way;
  }

  /// Learns from an answer that the receiver is well.
  void learn_success(duration took, time_point now) {
    progress.answered(now);
    progress.took(took);
    if (!breaker.at_rest())
      breaker = {};
  }

  /// Learns from any other answer what it says of the receiver.
  /// @param took nothing: it was none, but a timeout or the like.
  void learn_failure(const circuit_breaker::answer& what, std::optional<duration> took,
                     time_point now, double spread);

  /// Learns that its receiver is gone. Nothing is sent any more before its
  /// listener has changed or, lest an engine that cannot disable it forgets it, a minute is over.
  void learn_gone(time_point now);

  /// Takes the listener as it is now. If that may be reached otherwise than before, it begins
  /// with a clean slate.
  void take(ready_listener_ptr now);

  /// Returns what the retrier has to know of it; nothing: its gate is open.
  std::optional<lane_gate> gate(const lane_hold& by) const;

  /// Whether it would be missed although it is idle.
  bool remembers(time_point now) const;
};

} // namespace fanfare
