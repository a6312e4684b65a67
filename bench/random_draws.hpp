#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace fanfare::bench {

/// Draws what a workload is made of: with the same seed the same every time.
class random_draws {
public:
  explicit random_draws(std::uint32_t seed) : random_{seed} {}

  /// Returns a number from 0 to `bound - 1`.
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_()) % bound; }

  double between(double low, double high) { return low + (high - low) * share(); }

  /// Returns a number from 0 to, but not, 1.
  double share() { return static_cast<double>(random_()) / 4294967296.0; }

  bool chance(double of) { return share() < of; }

  template <class Words>
  const auto& one_of(const Words& words) {
    return words[below(static_cast<std::uint32_t>(std::size(words)))];
  }

  template <class T>
  void shuffle(std::vector<T>& all) {
    for (auto left = all.size(); left > 1; --left)
      std::swap(all[left - 1], all[below(static_cast<std::uint32_t>(left))]);
  }

private:
  std::mt19937 random_;
};

} // namespace fanfare::bench
