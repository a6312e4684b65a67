#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace fanfare::bench {

/// Events shaped like those of San Francisco's city lots, on which matchers of
/// events are measured: about 840 bytes, most of them coordinates of 17 digits.
/// The same every time.
std::vector<std::string> lot_events(std::size_t count);

/// Filters for such events: `exact` asks for one field, `two` for two, `mixed`
/// is 40% two, 20% exact, and prefixes, narrow ranges, anything-but, lists and
/// suffixes. The first n are the first n of more.
enum class lot_filters { exact, two, mixed };
std::vector<std::string> lot_filters_of(lot_filters kind, std::size_t count);

/// The streets of the lots.
const std::vector<std::string>& streets();

} // namespace fanfare::bench
