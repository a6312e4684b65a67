#include "messages/event_type.hpp"

#include "messages/quote.hpp"

#include <algorithm>
#include <string>

namespace fanfare {

namespace {

constexpr std::size_t longest = 255;

bool is_name_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_name(std::string_view segment) {
  return !segment.empty() && std::all_of(segment.begin(), segment.end(), is_name_byte);
}

/// Calls `check` with each segment until it returns false; returns whether it never did.
template <class Check>
bool all_segments(std::string_view text, Check check) {
  for (;;) {
    auto dot = text.find('.');
    if (!check(text.substr(0, dot)))
      return false;
    if (dot == std::string_view::npos)
      return true;
    text.remove_prefix(dot + 1);
  }
}

/// Says what to write in the place of a segment that is not one.
std::string advice(std::string_view segment) {
  if (segment.empty())
    return "there is nothing between two dots, or before or after one; write it like 'repo.sync.*'";
  if (segment.find_first_of("*#") != std::string_view::npos)
    return "a segment is a name, '*' or '#'; to match every type under repo write 'repo.#'";
  return "a name is made of A-Z, a-z, 0-9, '_' and '-', as in 'repo.sync.start'";
}

} // namespace

bool is_event_type(std::string_view text) {
  return text.size() <= longest && all_segments(text, is_name);
}

bool is_engine_type(std::string_view event_type) { return event_type.starts_with("fanfare."); }

result<void> check_pattern(std::string_view pattern) {
  auto refusal = [&](std::string_view why) {
    return error{errc::invalid_listener,
                 "event_types: " + quoted(pattern) + ": " + std::string{why}};
  };
  if (pattern.empty())
    return refusal("a pattern is never empty; write '*' to match every type");
  if (pattern.size() > longest)
    return refusal("a pattern has at most 255 bytes, this one has " +
                   std::to_string(pattern.size()));

  std::string_view bad;
  bool good = all_segments(pattern, [&](std::string_view segment) {
    bad = segment;
    return segment == "*" || segment == "#" || is_name(segment);
  });
  if (!good)
    return refusal(advice(bad));
  return {};
}

} // namespace fanfare
