#pragma once

#include <chrono>
#include <set>
#include <utility>

namespace fanfare {

/// Knows when to look at things whose time may be up. A thing is looked at no
/// later than it asked for, but maybe earlier: one whose deadline moves back
/// with every piece of work need not be moved each time.
/// Thread safety: none.
template <class Thing>
class http_deadlines {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// A thing's place among the deadlines; it leaves with the thing.
  class mark {
  public:
    mark() = default;
    ~mark() { take_off(); }
    mark(const mark&) = delete;
    mark& operator=(const mark&) = delete;

  private:
    friend class http_deadlines;

    void take_off() {
      if (in_)
        std::exchange(in_, nullptr)->erase({at_, of_});
    }

    std::set<std::pair<time_point, Thing*>>* in_ = nullptr;
    time_point at_{};
    Thing* of_ = nullptr;
  };

  /// Sees to it that `of` is looked at by then. @param place outlives this object's use of it.
  void look_at(Thing& of, mark& place, time_point when) {
    if (place.in_ && place.at_ <= when)
      return;
    place.take_off();
    place.in_ = &marks_;
    place.at_ = when;
    place.of_ = &of;
    marks_.emplace(when, &of);
  }

  /// Returns when to look next; far away if nothing is marked.
  time_point next() const { return marks_.empty() ? time_point::max() : marks_.begin()->first; }

  /// Returns the next thing to look at by `now`, which is marked no longer; or null.
  Thing* take_due(time_point now, mark Thing::*place) {
    if (next() > now)
      return nullptr;
    auto* due = marks_.begin()->second;
    (due->*place).take_off();
    return due;
  }

private:
  std::set<std::pair<time_point, Thing*>> marks_;
};

} // namespace fanfare
