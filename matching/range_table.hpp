#pragma once

#include "matching/predicate.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace fanfare {

/// Numbers for ranges of numbers: a segment tree over their bounds, so that a
/// lookup costs the logarithm of how many there are, and what it finds.
/// Thread safety: const members may be called from several threads at once.
class range_table {
public:
  /// What has been found for the values of one field, so that it is not found
  /// again for each of them. Kept from field to field.
  /// Thread safety: none.
  class memory {
  public:
    void begin() { ++now_; }

  private:
    friend class range_table;
    std::uint64_t now_ = 0;
    std::vector<std::uint64_t> seen_; ///< By node: when its numbers were found.
  };

  void add(const in_range& range, std::uint32_t number) { ranges_.emplace_back(range, number); }

  /// Makes what has been added ready for `find`. Nothing is added from then on.
  void seal();

  /// Appends the numbers of the ranges that `value` lies in and none of the values
  /// before it did.
  void find(double value, memory& about, std::vector<std::uint32_t>& into) const;

private:
  /// Returns the elementary interval that a value lies in: the bounds
  /// themselves have odd numbers, what is between them even ones.
  std::size_t interval_of(double value) const;
  void cover(const in_range& range, std::vector<std::pair<std::uint32_t, std::uint32_t>>& nodes,
             std::uint32_t number) const;

  std::vector<std::pair<in_range, std::uint32_t>> ranges_; ///< Empty once it is sealed.
  std::vector<double> bounds_;
  std::size_t leaves_ = 0;
  std::vector<std::uint32_t> begins_; ///< By node: where its numbers begin.
  std::vector<std::uint32_t> numbers_;
};

} // namespace fanfare
