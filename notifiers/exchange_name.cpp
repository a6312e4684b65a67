#include "notifiers/exchange_name.hpp"

#include <algorithm>

namespace fanfare {

namespace {

constexpr std::size_t max_bytes = 127;

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == ':' || c == '-';
}

} // namespace

std::optional<std::string> exchange_name_fault(std::string_view text) {
  if (text.size() > max_bytes)
    return "is longer than 127 bytes";
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_allowed))
    return "is no name of an exchange; it takes A-Z, a-z, 0-9, '_', '.', ':' and '-'";
  return std::nullopt;
}

} // namespace fanfare
