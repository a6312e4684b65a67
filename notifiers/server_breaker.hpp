#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace fanfare {

/// Knows whether a server that many listeners share, a mail server or a broker,
/// can be reached, and keeps them from asking one that cannot. Once it failed it
/// is open: nothing is admitted but one probe at a time, each after a longer
/// while than the one before, until something succeeds.
///
/// Pure: its owner has the clock and the dice.
/// Thread safety: none; it belongs to the thread that asks the server.
class server_breaker {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// How long it stays away: half of a span and a random part of the other half.
  /// The span is `first`, and doubles up to `most` with each probe that fails.
  struct pace {
    std::chrono::milliseconds first{1'000};
    std::chrono::milliseconds most{60'000};
  };

  server_breaker() = default;
  explicit server_breaker(pace how) : pace_(how) {}

  /// Returns whether the server may be asked now. Whoever is admitted reports
  /// back, with one of the next three. While it is open, who is admitted is the probe.
  bool admits(time_point now);

  /// The server could be reached.
  void succeeded();
  /// It could not. @param why for people, without secrets.
  /// @param spread in [0, 1): where in the random part to land.
  void failed(time_point now, std::string why, double spread);
  /// What was admitted told nothing of the server, because it never asked it.
  void told_nothing();

  bool is_open() const { return state_ != state::closed; }
  /// Returns whether `admits` would say yes.
  bool would_admit(time_point now) const;
  /// Returns how long it is until a probe is admitted: zero if there may be one now, or
  /// if one is under way.
  std::chrono::milliseconds time_left(time_point now) const;
  /// Returns when a probe is admitted; far away while it is closed, or one is under way.
  time_point due() const { return state_ == state::open ? until_ : time_point::max(); }
  /// Returns what the last failure was; empty while it is closed.
  const std::string& why() const { return why_; }

private:
  enum class state : std::uint8_t { closed, open, probing };

  pace pace_;
  state state_ = state::closed;
  std::uint32_t failures_ = 0; ///< In a row, the probes among them.
  time_point until_{};         ///< When the next probe may be.
  std::string why_;
};

} // namespace fanfare
