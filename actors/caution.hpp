#pragma once

#include "actors/bell.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace fanfare {

/// How careful a node is at its start. After nodes died twice in a row it works
/// on a few events at a time, under a durable suspicion: first on what it finds
/// unsettled in the journal, then on claims. If it dies, those few are worked on
/// one by one. One that was suspected alone at three starts killed them: it is
/// buried and not worked on.
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
  /// Events that are worked on together, if none of them was suspected before.
  static constexpr std::size_t together = 64;
  /// So long a node lives before it works on what one before it died of, perhaps:
  /// what kills nodes one after the other from outside does not wait for that.
  static constexpr std::chrono::seconds calm{2};
  /// So long those that are worked on together keep the others waiting. What takes longer, such as
  /// a listener with a low rate, is let go on unwatched.
  static constexpr std::chrono::seconds patience{30};
  static constexpr std::chrono::minutes most{10}; ///< So long care takes, if no lease is longer.
  /// Starts at which an event is suspected alone before it is buried.
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
