#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// JSON as bytes: what can be done to a text without building anything of it.

namespace fanfare {

/// Whether JSON allows this byte between its tokens.
constexpr bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Returns `text` without the white space around it.
std::string_view without_space_around(std::string_view text);

/// Returns the length of the JSON number at the start of `text`, 0 if there is none.
std::size_t number_length(std::string_view text);

/// Returns the length of the JSON string at the start of `text`, its quotes
/// included; all of `text` if it is not closed. What is in it is not checked.
/// @pre `text` starts with a quote.
std::size_t string_length(std::string_view text);

/// Returns the length of the value at the start of `text`: up to the first `,`,
/// `]` or `}` that is outside of all strings and brackets opened in it. Whether
/// it is a value is not checked.
std::size_t value_length(std::string_view text);

/// Returns the object at the start of `text`, without what surrounds it; all of
/// `text` if it is not closed, nothing if there is none.
std::string_view first_object(std::string_view text);

/// Returns what a JSON string stands for, its escapes replaced.
/// @pre `token` is a JSON string, quotes included.
std::string string_value(std::string_view token);

/// Returns the value of a member as it is written: of the last one with this
/// key, as everyone reads JSON here.
/// @pre `object` is a JSON object.
std::optional<std::string_view> member_text(std::string_view object, std::string_view key);

/// Returns a copy in which every number is `0`, padded with spaces to its length.
/// @pre `text` is JSON, whatever its numbers hold.
std::string with_zeros(std::string_view text);

/// Returns a copy without white space between the tokens.
/// @pre `text` is JSON.
std::string compact(std::string_view text);

/// Writes `text` as a JSON string, quotes included. Bytes from 0x80 on are
/// copied as they are.
std::string json_string(std::string_view text);

} // namespace fanfare
