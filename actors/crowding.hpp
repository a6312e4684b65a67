#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace fanfare {

/// How many lanes there are of which kind, of those that had work lately.
struct lane_census {
  std::uint32_t idle = 0;    ///< Nothing to do.
  std::uint32_t served = 0;  ///< All they have is under way.
  std::uint32_t waiting = 0; ///< Something waits for its turn.

  lane_census& operator+=(const lane_census& other) {
    idle += other.idle;
    served += other.served;
    waiting += other.waiting;
    return *this;
  }
};

/// A census for others to read. Thread safety: atomics.
class posted_census {
public:
  void post(const lane_census& now) {
    idle_.store(now.idle, std::memory_order_relaxed);
    served_.store(now.served, std::memory_order_relaxed);
    waiting_.store(now.waiting, std::memory_order_relaxed);
  }
  lane_census read() const {
    return {idle_.load(std::memory_order_relaxed), served_.load(std::memory_order_relaxed),
            waiting_.load(std::memory_order_relaxed)};
  }

private:
  std::atomic<std::uint32_t> idle_{0};
  std::atomic<std::uint32_t> served_{0};
  std::atomic<std::uint32_t> waiting_{0};
};

/// Notices when some lanes hold the window of all, so that the others get
/// nothing to do. A full window alone is no reason: after a restart it is full,
/// and every lane works. Nor are lanes that are a little faster than others.
class crowding {
public:
  /// Looks in a row: a second's worth.
  static constexpr std::uint32_t looks = 10;

  /// Notes a look, and returns whether the longest queues are to be cut now.
  bool note(bool window_full, const lane_census& all);

private:
  std::uint32_t in_a_row_ = 0;
};

/// Returns the length that no queue may exceed for all of them together to be
/// at most `together`: the longest lose most.
std::size_t level_of(std::vector<std::size_t> queues, std::size_t together);

} // namespace fanfare
