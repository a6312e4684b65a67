#pragma once

#include "fanfare/result.hpp"

#include "matching/filter_place.hpp"
#include "matching/predicate.hpp"
#include "messages/json_tree.hpp"

#include <string_view>

namespace fanfare {

/// Whether a filter gives this word a meaning of its own inside of a list.
bool is_operator(std::string_view word);

/// Reads one item of a list: a value, or `{"prefix":"x"}` and the like.
/// @param where the item's place in the filter, for errors.
result<predicate> compile_predicate(const json_node& item, const filter_place& where);

} // namespace fanfare
