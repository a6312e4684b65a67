#pragma once

#include "fanfare/listener_state.hpp"

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <string>

namespace fanfare {

/// Writes down how the listeners' receivers are doing: what changed at once,
/// but at most one write a second; what only became older when there is room.
/// It goes on from what the store holds: who was failing before a restart still is.
class chronicler final : public actor {
public:
  /// States in one write.
  static constexpr std::size_t most_in_a_write = 1'000;

  chronicler(alarm_clock& clock, chronicler_desk& desk, store_queue& store,
             const current_index& listeners, wall_clock today, surroundings& around);

  void wake() override;

private:
  void take_load();
  void take_written();
  void take(const health_note& note);
  void mark(chronicle& of, chronicle::unwritten as);
  void load();
  void write();
  std::vector<listener_state> next_batch();
  void take_from(std::deque<std::string>& line, chronicle::unwritten as,
                 std::vector<listener_state>& into);

  alarm_clock& clock_;
  chronicler_desk& desk_;
  store_queue& store_;
  const current_index& listeners_;
  wall_clock today_;
  surroundings& around_;
};

} // namespace fanfare
