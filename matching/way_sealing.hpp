#pragma once

#include "matching/way_index.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace fanfare {

/// What has been added to an index and is not sealed: the ways as they came.
struct way_index::gathered {
  struct way {
    std::uint32_t place;
    std::uint32_t begin; ///< Of its clauses, up to those of the next way.
  };

  std::vector<way> ways;
  std::vector<std::uint32_t> clauses;
  std::vector<std::uint32_t> pattern_begins; ///< By place, in `patterns`.
  std::vector<std::uint32_t> patterns;

  std::span<const std::uint32_t> clauses_of(std::uint32_t number) const {
    return part(clauses, ways[number].begin,
                number + 1 < ways.size() ? ways[number + 1].begin : clauses.size());
  }
  std::span<const std::uint32_t> patterns_of(std::uint32_t place) const {
    return part(patterns, pattern_begins[place],
                place + 1 < pattern_begins.size() ? pattern_begins[place + 1] : patterns.size());
  }

private:
  static std::span<const std::uint32_t> part(const std::vector<std::uint32_t>& of,
                                             std::size_t begin, std::size_t end) {
    return std::span{of}.subspan(begin, end - begin);
  }
};

/// Chooses the pivots of all ways, and posts each where it is looked up.
class way_index::sealing {
public:
  sealing(way_index& to, std::uint32_t patterns);

  void post_all();

private:
  void post(std::uint32_t way);
  bool post_by_pair(posted one, std::span<const std::uint32_t> clauses);
  posted begin_posting(std::uint32_t way);
  std::uint32_t pattern_of(std::uint32_t place);
  double cost_of_type(std::uint32_t place) const;
  double cost_of(std::uint32_t clause) const;
  bool choose_pair(posted& of, std::span<const std::uint32_t> clauses) const;
  std::span<const std::uint32_t> keys_of(std::uint32_t clause);
  field_index& index_of(std::uint32_t field);
  void seal_list(posting_lists<posted>& which, std::uint32_t lists);

  way_index& to_;
  const gathered& from_;
  std::uint32_t patterns_;
  std::uint32_t pattern_lists_ = 0;
  std::vector<std::uint32_t> clause_ways_;       ///< By clause: how many ways have it.
  std::vector<std::uint32_t> pattern_listeners_; ///< By pattern: how many listeners have it.
  std::vector<std::uint32_t> absence_ways_;      ///< By field: how many ways take its absence.
};

} // namespace fanfare
