#pragma once

#include "notifiers/amqp_answers.hpp"
#include "notifiers/amqp_broker.hpp"
#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_meter.hpp"
#include "notifiers/amqp_peer.hpp"
#include "notifiers/amqp_queue.hpp"
#include "notifiers/amqp_suspects.hpp"
#include "notifiers/amqp_uplink.hpp"

#include <chrono>
#include <functional>

namespace fanfare {

/// Sends messages under suspicion: one at a time, over a connection of their own,
/// so that one that breaks it takes no other down, and is known.
/// Thread safety: none; it belongs to the loop's thread. Never blocks.
class amqp_quarantine {
public:
  using clock = std::chrono::steady_clock;

  /// @param with, patience, answers, counts, suspects must outlive this object.
  amqp_quarantine(const amqp_broker& with, const amqp_patience& patience, amqp_answers& answers,
                  amqp_counts& counts, amqp_suspects& suspects, std::function<double()> spread);

  void add(amqp_job work) { waiting_.add(std::move(work)); }
  void advance(clock::time_point now);
  clock::time_point due() const;

  amqp_uplink& uplink() { return uplink_; }

private:
  amqp_answers& answers_;
  /// Whether there is a connection is nobody's business: people look at the other.
  amqp_meter meter_;
  amqp_queue waiting_;
  amqp_uplink uplink_;
};

} // namespace fanfare
