#pragma once

#include "fanfare/options.hpp"

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace fanfare {

/// What is kept while receivers do not take it.
struct keeping_limits {
  delivery_options usual;       ///< Of listeners that have none of their own, or are gone.
  std::uint64_t most_bytes = 0; ///< Of all reports that are kept.
};

/// Keeps what waits and what is dead within bounds: looks every 5 s at what
/// each listener has, and drops the oldest of what is too much, with an alarm.
/// If all together is too much it takes from the one that has the most bytes, first
/// of its dead letters: nobody loses anything because of somebody else. It looks
/// for that one among the 512 with the most deliveries.
///
/// Bound: between two looks more may gather than allowed. While there is too
/// much it looks again every 500 ms, and never spends more than a hundredth of the time on it.
class steward final : public actor {
public:
  steward(alarm_clock& clock, steward_desk& desk, store_queue& store,
          const current_index& listeners, keeping_limits most, surroundings& around);

  void wake() override;

private:
  void take(holdings_answer& answer);
  void take(const drop_answer& answer);
  void judge(const holding& one);
  void judge_together(std::uint64_t bytes, const weighed_holding& heaviest);
  void order(drop_order what);
  void warn(const std::string& listener, const std::string& sentence);
  void lift_old_warnings();
  void carry_out_next();
  void look();

  alarm_clock& clock_;
  steward_desk& desk_;
  store_queue& store_;
  const current_index& listeners_;
  const keeping_limits most_;
  surroundings& around_;
};

} // namespace fanfare
