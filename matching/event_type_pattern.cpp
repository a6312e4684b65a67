#include "matching/event_type_pattern.hpp"

#include "matching/segments.hpp"
#include "messages/event_type.hpp"

#include <vector>

namespace fanfare {

namespace {

std::vector<std::string_view> split(std::string_view dotted) {
  std::vector<std::string_view> parts;
  for (segments rest{dotted}; !rest.at_end();)
    parts.push_back(rest.next());
  return parts;
}

} // namespace

bool matches(std::string_view pattern, std::string_view event_type) {
  auto wanted = split(pattern == "*" ? "#" : pattern);
  auto type = split(event_type);
  if (is_engine_type(event_type) && wanted.front() != "fanfare")
    return false;

  // covers[n]: the segments of the pattern seen so far stand for the first n of the type.
  std::vector<bool> covers(type.size() + 1, false);
  covers[0] = true;
  for (auto segment : wanted) {
    std::vector<bool> next(type.size() + 1, false);
    for (std::size_t n = 0; n <= type.size(); ++n) {
      if (segment == "#")
        next[n] = covers[n] || (n > 0 && next[n - 1]);
      else
        next[n] = n > 0 && covers[n - 1] && (segment == "*" || segment == type[n - 1]);
    }
    covers = next;
  }
  return covers[type.size()];
}

} // namespace fanfare
