#pragma once

#include "fanfare/listener_state.hpp"

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <string>
#include <vector>

namespace fanfare {

/// Writes down how the listeners' receivers are doing: what changed at once,
/// but at most one write a second; what only became older when there is room.
/// It goes on from what the store holds: who was failing before a restart still is.
///
/// A listener whose receiver is gone, or fails for too long, is disabled in the
/// store. What others want to know of it goes to the crier.
class chronicler final : public actor {
public:
  /// States in one write.
  static constexpr std::size_t most_in_a_write = 1'000;
  /// After so many failures in a row others are told that a listener is failing.
  static constexpr std::uint32_t failures_to_tell = 5;

  chronicler(alarm_clock& clock, chronicler_desk& desk, store_queue& store,
             const current_index& listeners, crier_desk& crier, wall_clock today,
             surroundings& around);

  void wake() override;

private:
  void take_all_notes();
  void take(const health_note& note);
  void take(const death_note& note);
  void take(const breaker_note& note);
  void take(const hold_note& note);
  chronicle& about(const std::string& listener);
  void note_failure(chronicle& of, const health_note& note, const ready_listener_ptr& to);
  void note_success(chronicle& of, const health_note& note, const ready_listener_ptr& to);
  void judge(chronicle& of, const health_note& note, const ready_listener_ptr& to);
  void forgive_if_enabled_again(chronicle& of, const ready_listener_ptr& to) const;
  listener_event news_of(listener_event::kind what, const listener_state& of,
                         const ready_listener_ptr& to) const;
  void order_disabling(const listener& which, std::string because);
  void disable();
  void take_disabled();
  void note_disabled(const disable_answer& answer);
  void mark(chronicle& of, chronicle::unwritten as);

  void take_load();
  void take_written();
  void load();
  void write();
  std::vector<listener_state> next_batch();
  void take_from(std::deque<std::string>& line, chronicle::unwritten as,
                 std::vector<listener_state>& into);

  alarm_clock& clock_;
  chronicler_desk& desk_;
  store_queue& store_;
  const current_index& listeners_;
  crier_desk& crier_;
  wall_clock today_;
  surroundings& around_;
  index_ptr index_;                  ///< Of this turn.
  std::vector<listener_event> news_; ///< Of this turn; they may be lost with the actor.
};

} // namespace fanfare
