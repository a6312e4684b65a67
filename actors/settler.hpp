#pragma once

#include "actors/actor.hpp"
#include "actors/deliverer_directory.hpp"
#include "actors/interfaces.hpp"
#include "actors/remainder.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <functional>
#include <optional>

namespace fanfare {

/// Brings what became of deliveries to the store, in one atomic step for all
/// that ended meanwhile, unless very much of it is kept, and gives the credit back
/// when that is durable.
///
/// Bound: the windows of reader, matcher and retrier. A store that fails is
/// asked again every second; meanwhile no credit returns, and the engine waits.
class settler final : public actor {
public:
  /// @param today tells how old events are.
  /// @param spread returns random numbers in [0, 1) for the jitter of retries.
  settler(alarm_clock& clock, settler_desk& desk, store_queue& writer, reader_desk& reader,
          matcher_desk& matcher, retrier_desk& retrier, chronicler_desk& chronicler,
          const deliverer_directory& deliverers, wall_clock today, std::function<double()> spread,
          surroundings& around);

  void wake() override;

private:
  void take_all();
  void take_plans();
  void open_flight(const flight_plan& plan);
  void finish(finished_delivery& one);
  void keep(flight& of, const finished_delivery& one);
  void lease(flight& of, const finished_delivery& one);
  void give_back_early(flight& of, ending how);
  void note_first_end(const event_id& id, flight& of);
  void tell_of_late();
  void finish_claim(finished_delivery& one);
  void finish_lease(finished_delivery& one);
  void end_lease(const event_id& id);
  void note_health(const finished_delivery& one);
  void note_end(const finished_delivery& one, const dead_delivery* death);
  static void make_room_to_keep(flight& of);
  void make_room_to_land(const flight& of);
  void land(const event_id& id, flight& done);
  remainder left_of(const finished_delivery& one);
  static std::optional<order_note> order_of(const finished_delivery& one, const remainder& left);
  collected_endings& collected();
  void look_at_publishers();
  collected_endings take_collected();
  void confirm(const std::vector<order_note>& ordered);
  std::chrono::milliseconds age_of(const finished_delivery& one);
  void take_answers();
  void finish_commit();
  void give_back(const settled_credit& credit);
  std::chrono::milliseconds gather_after(const collected_endings& done) const;
  bool may_gather() const;
  void commit();

  alarm_clock& clock_;
  settler_desk& desk_;
  store_queue& writer_;
  reader_desk& reader_;
  matcher_desk& matcher_;
  retrier_desk& retrier_;
  chronicler_desk& chronicler_;
  const deliverer_directory& deliverers_;
  wall_clock today_;
  std::function<double()> spread_;
  surroundings& around_;
  std::chrono::steady_clock::time_point woken_{};
  std::vector<health_note> news_;  ///< Of this turn; no work, so it may be lost with the actor.
  std::vector<death_note> deaths_; ///< The same.
};

} // namespace fanfare
