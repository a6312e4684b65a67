#pragma once

#include "fanfare/event.hpp"
#include "fanfare/notifier.hpp"

#include "notifiers/amqp_fault.hpp"

#include <cstddef>
#include <cstdint>
#include <map>

namespace fanfare {

/// The events that were under way when a connection or a session was lost, and
/// nobody knows which of them it was about. Most of them are innocent: none is
/// charged an attempt. One that was there several times is under suspicion: it is sent
/// alone, where it takes no other down and a loss is its own.
/// Thread safety: none; it belongs to the loop's thread.
class amqp_suspects {
public:
  /// So many losses without a reason make a suspect; one with a reproach does.
  static constexpr std::uint32_t losses_to_suspect = 3;
  /// The oldest is forgotten for another one.
  static constexpr std::size_t most = 65'536;

  /// How many messages were under way when it was lost.
  enum class company : std::uint8_t { alone, others };

  /// Notes a loss, and returns what becomes of the attempt: `retry` where there is
  /// nobody else to blame, else `unsent`.
  verdict lost(const event_id& which, amqp_loss how, company with);
  /// The broker said something of it: it does no harm.
  void cleared(const event_id& which);

  /// Whether it is to be sent alone.
  bool holds(const event_id& which) const;
  std::uint32_t losses(const event_id& which) const;

private:
  struct record {
    std::uint32_t losses = 0;
    std::uint64_t noted = 0; ///< Grows with each loss.
  };

  void forget_oldest();

  std::map<event_id, record> known_;
  std::map<std::uint64_t, event_id> by_note_;
  std::uint64_t notes_ = 0;
};

} // namespace fanfare
