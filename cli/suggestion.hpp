#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// Returns the word among `known` that a person who typed `word` most likely
/// meant, or an empty text if none is near.
std::string_view nearest_word(std::string_view word, const std::vector<std::string_view>& known);

/// Returns ` Did you mean X?`, or nothing if no known word is near.
std::string suggestion_for(std::string_view word, const std::vector<std::string_view>& known);

} // namespace fanfare
