#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fanfare::bench {

/// Filters for city lots. `exact` asks for one field, `two` for two, `mixed` is
/// 40% two, 20% exact, and prefixes, narrow ranges, anything-but, lists and
/// suffixes; the rest ask for one field each: wildcards with pieces of a few
/// digits, wildcards `1*2*3*4` of single ones, narrow ranges of a coordinate.
enum class lot_filters { exact, two, mixed, wildcards, single_digit_wildcards, ranges };

/// Returns so many of a kind, the same every time: the first n are the first n of more.
std::vector<std::string> lot_filters_of(lot_filters kind, std::size_t count);

} // namespace fanfare::bench
