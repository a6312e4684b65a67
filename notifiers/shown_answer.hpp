#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fanfare {

/// How much of what the other side said is kept for people.
inline constexpr std::size_t longest_shown_answer = 1024;
/// How much of it has to be read for that: masks are shorter than what they stand for.
inline constexpr std::size_t longest_read_answer = 4096;

/// Makes what the other side said fit for people: `longest_shown_answer` bytes
/// at most, cut at a character, of UTF-8. Line breaks and tabs become spaces;
/// whatever else could steer a terminal or break a log, and bytes that are no
/// UTF-8, become `?`. A receiver may say back what it was sent: in the place of
/// each of `secrets` stands the mask, also where backslashes of JSON stand in
/// between, and where the end of `said` cuts it.
std::string shown_answer(std::string_view said, const std::vector<std::string>& secrets);

} // namespace fanfare
