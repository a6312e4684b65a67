#pragma once

#include "actors/actor.hpp"
#include "actors/current_index.hpp"
#include "actors/interfaces.hpp"
#include "actors/surroundings.hpp"
#include "storage/store_queue.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fanfare {

/// Sees that nothing waits for ever for a listener that takes nothing: one that
/// is paused or disabled, or of a type that nobody here delivers. What waits
/// for longer than `hold`, or `max_age`, is buried where it lies.
class custodian final : public actor {
public:
  /// @param notifier_types that this node delivers.
  custodian(alarm_clock& clock, custodian_desk& desk, store_queue& reads, store_queue& writes,
            const current_index& listeners, std::vector<std::string> notifier_types,
            chronicler_desk& chronicler, wall_clock today, surroundings& around);

  void wake() override;

private:
  void take(unclaimed_answer& answer);
  void take(const overdue_answer& answer);
  void take(const burial_answer& answer);
  std::optional<std::string> why_held(const listener& of) const;
  void look_into(const ready_listener& of, const std::string& why);
  void let_go(const std::set<std::string>& held);
  void fail(const error& why);
  void ask();
  void ask_for_overdue();
  void bury(const std::vector<waiting_delivery>& deliveries);

  alarm_clock& clock_;
  custodian_desk& desk_;
  store_queue& reads_;
  store_queue& writes_;
  const current_index& listeners_;
  std::vector<std::string> types_;
  chronicler_desk& chronicler_;
  wall_clock today_;
  surroundings& around_;
  std::vector<hold_note> notes_; ///< Of this turn.
};

} // namespace fanfare
