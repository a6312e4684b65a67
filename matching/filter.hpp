#pragma once

#include "fanfare/result.hpp"

#include "matching/predicate.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// What a filter asks of one field: that a value of it is one of these.
struct clause {
  std::string path; ///< The keys that lead to it, joined with dots.
  std::vector<predicate> any_of;
  std::string wanted; ///< The list as the filter has it.
};

/// Clauses all of which must hold, ascending by path.
using conjunction = std::vector<clause>;

/// A payload filter, ready to be asked: any one of its ways must hold. Without
/// `$or` there is one.
struct filter {
  std::vector<conjunction> ways;
};

/// What a filter may ask for, so that none can take the matcher's time.
inline constexpr std::size_t most_filter_bytes = 65'536;
inline constexpr std::size_t most_ways = 1'000;     ///< That `$or` multiplies to.
inline constexpr std::size_t most_clauses = 20'000; ///< Of all ways together.

/// Reads a filter: an event pattern as Amazon EventBridge has it (the language
/// and its corners: docs/filters.md). Fails with `errc::invalid_listener`; the
/// text names the place in the pattern, what is wrong and what would be right.
result<filter> compile_filter(std::string_view json);

} // namespace fanfare
