#pragma once

#include "actors/crowding.hpp"
#include "actors/lane.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fanfare {

/// The lanes of one deliverer, by listener id.
/// Bound: what its queues hold together is limited by the credit of those who
/// fill them (the matcher's deliveries, the retrier's claims). Of lanes without
/// work it keeps at most `most_idle` that have nothing to remember.
class lane_table {
public:
  using time_point = lane::time_point;

  static constexpr std::size_t most_idle = 4'096;
  /// How long a lane is kept that has no work.
  static constexpr std::chrono::seconds idle_for{10};

  /// Returns the lane of a listener, a new one if there is none.
  lane& of(const ready_listener_ptr& listener);

  /// Queues a delivery in its listener's lane. `what` is moved from unless this throws.
  void add(delivery&& what);

  /// Returns a lane that may have something to send and takes it off the list, or null.
  lane* next_listed();
  /// Puts a lane on the list, unless it is there.
  void list(lane& which);

  /// Puts a lane on the list at `when`, or earlier.
  void list_at(lane& which, time_point when);
  /// Puts those on the list whose time has come.
  void list_due(time_point now);
  /// Returns when `list_due` will find something; nothing: never.
  std::optional<time_point> next_alarm() const;

  /// Returns the listener's lane, or null.
  lane* find(const std::string& listener_id);

  /// Shows every lane to `look`, which takes a `lane&`; those for which it
  /// returns true are forgotten, if nothing waits and nothing is under way there.
  template <class Look>
  void look_over(Look look) {
    for (auto each = lanes_.begin(); each != lanes_.end();) {
      auto& one = each->second;
      // `look` may list it.
      const auto forget = look(one) && one.idle() && !one.listed && one.alarms == 0;
      each = forget ? lanes_.erase(each) : std::next(each);
    }
  }

  /// Takes everything that waits out of all lanes. What is under way stays.
  std::vector<delivery> withdraw_all();

  std::size_t size() const { return lanes_.size(); }
  /// Returns how many deliveries wait in all lanes.
  std::size_t waiting() const;

private:
  std::unordered_map<std::string, lane> lanes_;
  std::vector<lane*> listed_;
  std::size_t next_ = 0;                                  ///< Of those listed.
  std::vector<std::pair<time_point, lane*>> alarms_ = {}; ///< A heap, the earliest on top.
};

} // namespace fanfare
