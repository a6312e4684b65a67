#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>

namespace fanfare {

/// Lays out an object as `pulp-admin` does: one `Label: value` a line, sorted
/// by key, the values aligned, objects within it indented below their label.
/// Keys that begin with `_` are hidden; lists are joined with `, `.
std::string layout_of(const nlohmann::json& object, std::size_t width);

} // namespace fanfare
