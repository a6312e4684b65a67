#pragma once

#include "matching/filter.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// One filter and one event. What matches events all day is `listener_index`.

namespace fanfare {

/// Whether a filter takes an event; not one that is no JSON object.
bool matches(const filter& asked, std::string_view event);

/// The clause for which an event was not taken.
struct missed_clause {
  std::string path;
  std::string wanted;             ///< The list of the filter.
  std::vector<std::string> found; ///< The values in the field, as JSON.
  bool elsewhere = false; ///< One of them would do, but not together with the clauses before.
  std::size_t ways = 1;   ///< The ways to fulfil the filter; this one came furthest.
};

/// Returns why a filter does not take an event: the first clause, by path, that
/// does not hold. Nothing if it takes it.
/// @pre `event` is a JSON object.
std::optional<missed_clause> first_missed(const filter& asked, std::string_view event);

} // namespace fanfare
