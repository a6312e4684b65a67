#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Returns the known word that `word` was most likely meant to be: the one with
/// the fewest letters to add, drop, change or swap, the first of equals. None
/// if more than a third of the letters would have to change.
std::optional<std::string_view> nearest(std::string_view word,
                                        const std::vector<std::string_view>& known);

/// Returns `; did you mean 'x'?` for the nearest known word, or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

} // namespace fanfare
