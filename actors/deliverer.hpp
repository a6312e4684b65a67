#pragma once

#include "actors/actor.hpp"
#include "actors/delivery_site.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace fanfare {

/// Sends what its lanes hold through one notifier, as far as each lane's window
/// goes, and passes on how it ended. What a lane cannot send for a while is
/// parked: its receiver is down, asked to be left alone, or does not answer
/// (lane.hpp), or it holds the window while others stand idle (crowding.hpp). An attempt
/// that takes long is parked as leased, so that its event can be settled. Those that the
/// notifier threw over together go to it again in the next turn, one at a time.
///
/// Bound: a lane has at most `concurrency` attempts under way; its queues are
/// bounded by the credit of the matcher and the claims of the retrier, what is
/// leased by the settler's credit for it.
class deliverer final : public actor {
public:
  /// @param desk is shared with the notifier's answers, which may come late.
  /// @param spread returns random numbers in [0, 1) for the jitter of pauses.
  deliverer(alarm_clock& clock, std::shared_ptr<deliverer_desk> desk, std::shared_ptr<notifier> out,
            const delivery_site& site, std::function<double()> spread);

  void wake() override;

private:
  void take_outcomes();
  void take_outcome(outcome& answer);
  std::optional<std::chrono::milliseconds> learn(lane& of, const delivery& what,
                                                 const outcome& answer);
  void take_orders();
  void take_work();
  void send();
  void serve(lane& one);
  void fill_window(lane& from, lane_hold& hold);
  void make_attempt(lane& from, delivery what);
  void send_alone();
  void hand_over();
  void refresh(lane& which);
  void keep_or_park(lane& one, const lane_hold& hold);
  void park_waiting(lane& of, const char* why, std::optional<std::chrono::milliseconds> pause);
  void park_beyond_room(lane& of);
  void tell_retrier(lane& of, const lane_hold& hold);
  void withdraw();
  /// `what` is moved from unless this throws.
  void end(delivery&& what, ending how, std::string detail = {},
           std::optional<std::chrono::milliseconds> pause = {}, std::uint32_t status = 0);
  void report();
  void note_breaker(const lane& of, bool was_open);
  void measure(const delivery& what, verdict how);
  std::chrono::milliseconds today();

  // -- what outlives this process, and what people look at (deliverer_memory.cpp)
  void note_final(const delivery& what, verdict how);
  std::optional<ending> recall(const delivery& what) const;
  void record(lane& of, const delivery& what, const outcome& answer);

  // -- deliveries that go one after the other (deliverer_order.cpp)
  void take_counts();
  void count_parked();
  void sort_in(delivery&& what);
  void follow_up(finished_delivery& one);
  void withdraw_unbegun(lane& of, const delivery& what, const char* why,
                        std::optional<std::chrono::milliseconds> pause);
  void park_behind(delivery what);
  void park_waiting_in_order(lane& of, const char* why,
                             std::optional<std::chrono::milliseconds> pause);

  // -- the look over all lanes, ten times a second (deliverer_look.cpp)
  void allow_for_standstill();
  void look_over_lanes();
  bool look_at(lane& one, lane_census& census, std::size_t& idle);
  void give_up_lost_attempts();
  void lease_slow_attempts();
  void take_late();
  void lease_what_holds_up();
  bool lease(delivery& what, const char* how_it_is, alarm_clock::time_point since);
  lane_census census_of_all() const;
  void cut_longest_queues();
  void ring();

  alarm_clock& clock_;
  std::shared_ptr<deliverer_desk> desk_;
  std::shared_ptr<notifier> out_;
  const delivery_site& site_;
  std::function<double()> spread_;
  on_done done_;
  alarm_clock::time_point now_; ///< When this turn began.
  std::optional<std::chrono::milliseconds>
      today_; ///< The same in Unix time, once it was asked for.
  index_ptr index_;
  std::vector<recent_attempt>
      recorded_; ///< Of this turn; no work, so it may be lost with the actor.
};

} // namespace fanfare
