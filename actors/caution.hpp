#pragma once

#include "actors/bell.hpp"

#include <atomic>
#include <cstdint>

namespace fanfare {

/// How careful a node is at its start. After nodes died twice in a row it works
/// on one event at a time, under a durable suspicion: first on what it finds
/// unsettled in the journal, then on claims. One that was suspected at three
/// starts in a row killed them: it is buried and not worked on.
/// Thread safety: atomics.
class caution {
public:
  enum class stage : std::uint8_t {
    unknown, ///< Nobody has asked yet how the nodes before ended.
    journal, ///< Claims wait.
    claims,
    over,
  };

  /// Deaths in a row that make a node careful.
  static constexpr std::uint32_t deaths = 2;
  /// Starts at which an event is suspected before it is buried.
  static constexpr std::uint32_t suspicions = 3;

  /// @param claims of who waits while the journal is worked on; outlives this object.
  explicit caution(bell& claims) : claims_(claims) {}

  stage now() const { return now_.load(std::memory_order_acquire); }

  void enter(stage next) {
    now_.store(next, std::memory_order_release);
    claims_.ring();
  }

private:
  bell& claims_;
  std::atomic<stage> now_{stage::unknown};
};

/// Why an event is buried that killed nodes.
inline constexpr const char* poison_reason =
    "poison: nodes died at 3 starts in a row while they worked on this event";

} // namespace fanfare
