#include "messages/retry_on.hpp"

#include "messages/quote.hpp"

#include <algorithm>

namespace fanfare {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_status_or_class(std::string_view item) {
  if (item.size() != 3 || item[0] < '3' || item[0] > '5')
    return false;
  const auto rest = item.substr(1);
  return rest == "xx" || std::all_of(rest.begin(), rest.end(), is_digit);
}

bool holds(const std::vector<std::string>& list, std::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

} // namespace

result<void> check_retry_on(std::string_view item) {
  if (is_status_or_class(item))
    return {};
  const bool success = item.size() == 3 && item[0] == '2' &&
                       (item.substr(1) == "xx" || (is_digit(item[1]) && is_digit(item[2])));
  return error{errc::invalid_options,
               quoted(item) +
                   (success ? " is a success, which is never tried again" : " is no status") +
                   R"(; it takes statuses from 300 to 599 and the classes "3xx", "4xx" and "5xx")"};
}

verdict with_retry_on(verdict how, std::uint32_t status, const std::vector<std::string>& list) {
  if (list.empty() || (how != verdict::rejected && how != verdict::gone))
    return how;
  const auto text = std::to_string(status);
  const bool named = holds(list, text);
  const bool in_class =
      how == verdict::rejected && text.size() == 3 && holds(list, text.substr(0, 1) + "xx");
  return named || in_class ? verdict::retry : how;
}

} // namespace fanfare
