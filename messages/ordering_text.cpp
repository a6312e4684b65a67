#include "messages/ordering_text.hpp"

#include "messages/json_fault.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace fanfare {

namespace {

constexpr std::size_t longest = 255;

error refused(std::string_view text, std::string_view why) {
  return {errc::invalid_options, quoted(text) + " " + std::string{why}};
}

/// In a pointer `~0` stands for `~` and `~1` for `/`; nothing else may follow a `~`.
bool has_stray_tilde(std::string_view pointer) {
  for (auto at = pointer.find('~'); at != std::string_view::npos; at = pointer.find('~', at + 1))
    if (at + 1 == pointer.size() || (pointer[at + 1] != '0' && pointer[at + 1] != '1'))
      return true;
  return false;
}

} // namespace

result<void> check_ordering(std::string_view text) {
  if (text.empty() || text == "event_type")
    return {};
  if (!text.starts_with('/'))
    return refused(text, R"(is neither "event_type" nor a JSON pointer, which begins with a slash )"
                         R"(and names members from the top of the report, as in )"
                         R"("/payload/repo_id")" +
                             did_you_mean(text, {"event_type"}));
  if (has_stray_tilde(text))
    return refused(text, "is no JSON pointer: write '~0' for '~' and '~1' for '/' in a name");
  if (text.size() > longest)
    return refused(text, "is longer than 255 bytes");
  if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '/')) > max_json_depth)
    return refused(text, "is deeper than reports are");
  for (auto left = text; !left.empty(); left.remove_prefix(utf8_length(left)))
    if (utf8_length(left) == 0)
      return refused(text, "is not UTF-8");
  return {};
}

} // namespace fanfare
