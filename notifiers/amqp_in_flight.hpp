#pragma once

#include "notifiers/amqp_job.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace fanfare {

/// The messages of one link that the broker has not settled, in the order in
/// which they were sent. One whose attempt ran out of time is answered, and
/// still awaited: it occupies its place, and the broker owes a word about it.
/// Thread safety: none.
class amqp_in_flight {
public:
  using clock = std::chrono::steady_clock;

  void add(std::uint64_t number, amqp_job work, clock::time_point now);

  /// Takes a message out; nothing if it is not (or no longer) awaited, or was answered.
  std::optional<amqp_job> settle(std::uint64_t number);

  /// Returns those whose time is up. They stay, and count as answered.
  std::vector<amqp_job> expire(clock::time_point now);

  /// Takes all out that are not answered, and forgets the rest.
  std::vector<amqp_job> take_all();

  std::size_t size() const { return sent_.size(); }
  /// Returns when the oldest was sent; nothing if none is awaited.
  std::optional<clock::time_point> oldest() const;

private:
  struct sent_message {
    amqp_job work;
    clock::time_point at;
    bool answered = false;
  };

  std::map<std::uint64_t, sent_message> sent_;
  clock::time_point next_expiry_ = clock::time_point::max(); ///< No deadline lies before it.
};

} // namespace fanfare
