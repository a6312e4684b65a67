#pragma once

#include <string>
#include <vector>

namespace fanfare::test {

/// What a target begins with, from tests/data: filters that compile and that do not.
std::vector<std::string> filter_seeds();

/// Filters and events that they take or do not, in the form of `fuzz_match`.
std::vector<std::string> match_seeds();

} // namespace fanfare::test
