#pragma once

#include "notifiers/amqp_job.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <vector>

namespace fanfare {

/// Attempts that wait to be sent, in their order.
/// Thread safety: none.
class amqp_queue {
public:
  using clock = std::chrono::steady_clock;

  void add(amqp_job work);
  /// Puts attempts back before all others.
  void add_first(std::vector<amqp_job> some);
  void add_first(amqp_job one);

  bool empty() const { return waiting_.empty(); }
  std::size_t size() const { return waiting_.size(); }
  /// Returns the one whose turn it is. @pre it is not empty
  const amqp_job& first() const { return waiting_.front(); }
  amqp_job take_first();

  /// Takes those out that it is too late to send.
  std::vector<amqp_job> expire(clock::time_point now);
  std::vector<amqp_job> take_all();

  /// Returns a time before which `expire` has nothing to do.
  clock::time_point due() const { return next_expiry_; }

private:
  std::deque<amqp_job> waiting_;
  clock::time_point next_expiry_ = clock::time_point::max();
};

} // namespace fanfare
