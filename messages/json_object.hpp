#pragma once

#include "fanfare/error.hpp"
#include "fanfare/result.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

// nlohmann/json behind the checks that make it safe with text from outside.
// Members keep their order. Not for the hot path.

namespace fanfare {

/// Parses a JSON object. `field` stands for it in errors. Refuses what
/// `first_fault` finds (nlohmann recurses when it copies, so depth is checked
/// before it sees the text) and numbers that no double holds.
result<nlohmann::ordered_json> json_object(std::string_view text, std::string_view field);

/// An `errc::invalid_listener` whose text starts with the field.
error wrong_field(std::string_view field, std::string_view why);

/// Says what a value is, for "must be a number, is …": `the string 'x'`, `null`, `an array`.
std::string shown(const nlohmann::ordered_json& value);

} // namespace fanfare
