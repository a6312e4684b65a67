#pragma once

#include "fanfare/result.hpp"

#include "matching/pattern_text.hpp"
#include "matching/predicate.hpp"

#include <string>
#include <string_view>

namespace fanfare {

/// Whether a filter gives this word a meaning of its own inside of a list.
bool is_operator(std::string_view word);

/// Reads one item of a list: a value, or `{"prefix":"x"}` and the like.
/// @param where the item's place in the filter, for errors.
result<predicate> compile_predicate(const pattern_text& item, const std::string& where);

/// An `errc::invalid_listener` that names the place.
error wrong_filter(const std::string& where, std::string_view why);

} // namespace fanfare
