#pragma once

#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace fanfare {

/// What an answer says about the receiver that gave it, whatever it says about
/// the event.
enum class sign : std::uint8_t {
  healthy,
  failing,   ///< No answer, 5xx or 429; or what stands before it was not to be had.
  rejecting, ///< It refused the event for good.
  neither,   ///< A failure of this event's, such as 409 or a mailbox that is full.
};

/// @param status see `outcome::status`.
sign sign_of(verdict how, std::uint32_t status);

/// Keeps a receiver that is down from being asked by every delivery. It opens
/// after 5 failures or 20 rejections in a row. While it is open nothing is
/// sent but one probe after a pause that grows from probe to probe. The first
/// success closes it, a probe's or that of an attempt which was under way before.
class circuit_breaker {
public:
  using time_point = std::chrono::steady_clock::time_point;

  static constexpr std::uint32_t failures_to_open = 5;
  static constexpr std::uint32_t rejections_to_open = 20;
  /// Between probes, unless the receiver asked for more: so soon it is noticed
  /// that a receiver is back. Its deliveries keep their own, longer delays.
  static constexpr std::chrono::minutes longest_pause{5};

  /// An answer to an attempt that was handed over at `begun`.
  struct answer {
    sign what = sign::healthy;
    time_point begun;
    /// How long the receiver asked to be left alone (`pause_asked_for`).
    std::optional<std::chrono::milliseconds> asked = {};
  };

  /// Notes an answer. @param spread in [0, 1): where in the jitter of the pause to land.
  void note(const answer& which, time_point now, const delivery_options& pace, double spread);

  /// Notes that an attempt is handed over; it is the probe if this is open.
  /// @pre `admits_from() <= now`.
  void attempted() { probing_ = open_; }

  bool open() const { return open_; }

  /// Returns from when on an attempt may be made: the past while this is
  /// closed, the end of time while a probe is under way.
  time_point admits_from() const;

  /// Whether nothing has gone wrong since the last success: then there is
  /// nothing to remember.
  bool at_rest() const { return !open_ && failures_ == 0 && rejections_ == 0; }

private:
  void count(sign what);
  void open(const answer& because, time_point now, const delivery_options& pace, double spread);

  std::uint32_t failures_ = 0;
  std::uint32_t rejections_ = 0;
  std::uint32_t pauses_ = 0; ///< Since it opened.
  bool open_ = false;
  bool probing_ = false;
  time_point until_{}; ///< While open: the end of the pause.
};

} // namespace fanfare
