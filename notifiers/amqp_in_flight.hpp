#pragma once

#include "notifiers/amqp_job.hpp"
#include "notifiers/amqp_load.hpp"

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

  /// @param part_of what is under way over the connection; outlives this object.
  explicit amqp_in_flight(amqp_load& part_of) : all_(part_of) {}
  ~amqp_in_flight() {
    for (const auto& [number, one] : sent_)
      all_.remove(one.bytes);
  }

  amqp_in_flight(const amqp_in_flight&) = delete;
  amqp_in_flight& operator=(const amqp_in_flight&) = delete;

  /// @param overdue when the broker has taken too long to say what became of it.
  void add(std::uint64_t number, amqp_job work, clock::time_point overdue);

  /// Takes a message out; nothing if it is not (or no longer) awaited, or was answered.
  std::optional<amqp_job> settle(std::uint64_t number);

  /// Returns those whose time is up. They stay, and count as answered.
  std::vector<amqp_job> expire(clock::time_point now);

  /// Takes all out that are not answered, and forgets the rest.
  std::vector<amqp_job> take_all();

  std::size_t size() const { return sent_.size(); }
  /// Returns how many bytes the reports in them have.
  std::size_t bytes() const { return bytes_; }
  bool has_overdue(clock::time_point now);

private:
  struct sent_message {
    amqp_job work;
    clock::time_point overdue;
    std::size_t bytes = 0;
    bool answered = false;
  };

  amqp_load& all_;
  std::map<std::uint64_t, sent_message> sent_;
  std::size_t bytes_ = 0;
  clock::time_point next_expiry_ = clock::time_point::max();  ///< No deadline lies before it.
  clock::time_point next_overdue_ = clock::time_point::max(); ///< Nothing is overdue before it.
};

} // namespace fanfare
