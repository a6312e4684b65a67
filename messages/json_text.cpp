#include "messages/json_text.hpp"

#include "messages/json_escapes.hpp"

namespace fanfare {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_digit(text[length]))
    ++length;
  return length;
}

/// Returns the length of `.5` or `e+5` at the start of `text`, 0 if there is none
/// to be had, npos if it was begun and not finished.
std::size_t fraction_length(std::string_view text) {
  if (!text.starts_with('.'))
    return 0;
  auto digits = digits_length(text.substr(1));
  return digits == 0 ? std::string_view::npos : 1 + digits;
}

std::size_t exponent_length(std::string_view text) {
  if (!text.starts_with('e') && !text.starts_with('E'))
    return 0;
  std::size_t sign = text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 1 : 0;
  auto digits = digits_length(text.substr(1 + sign));
  return digits == 0 ? std::string_view::npos : 1 + sign + digits;
}

} // namespace

std::string_view without_space_around(std::string_view text) {
  while (!text.empty() && is_json_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_json_space(text.back()))
    text.remove_suffix(1);
  return text;
}

std::size_t number_length(std::string_view text) {
  std::size_t length = text.starts_with('-') ? 1 : 0;
  auto digits = digits_length(text.substr(length));
  if (digits == 0)
    return 0;
  length += text[length] == '0' ? 1 : digits;
  for (auto part_length : {fraction_length, exponent_length}) {
    auto part = part_length(text.substr(length));
    if (part == std::string_view::npos)
      return 0;
    length += part;
  }
  return length;
}

std::size_t string_length(std::string_view text) {
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"')
      return at + 1;
    if (text[at] == '\\')
      ++at;
  }
  return text.size();
}

std::size_t value_length(std::string_view text) {
  std::size_t depth = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    char c = text[at];
    if (depth == 0 && (c == ',' || c == ']' || c == '}'))
      return at;
    if (c == '[' || c == '{')
      ++depth;
    else if (c == ']' || c == '}')
      --depth;
    at += c == '"' ? string_length(text.substr(at)) : 1;
  }
  return at;
}

std::string_view first_object(std::string_view text) {
  text = without_space_around(text);
  if (!text.starts_with('{'))
    return {};
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"')
      at += string_length(text.substr(at)) - 1;
    else if (c == '{' || c == '[')
      ++depth;
    else if ((c == '}' || c == ']') && --depth == 0)
      return text.substr(0, at + 1);
  }
  return text;
}

std::string string_value(std::string_view token) {
  if (token.find('\\') == std::string_view::npos)
    return std::string{token.substr(1, token.size() - 2)};
  std::string value;
  append_unescaped(token.substr(1, token.size() - 2), value);
  return value;
}

std::optional<std::string_view> member_text(std::string_view object, std::string_view key) {
  std::optional<std::string_view> found;
  auto rest = without_space_around(object).substr(1);
  for (auto start = rest.find_first_of("\"}"); rest[start] == '"';
       start = rest.find_first_of("\"}")) {
    rest.remove_prefix(start);
    const auto name = rest.substr(0, string_length(rest));
    rest.remove_prefix(rest.find(':', name.size()) + 1);
    const auto value = rest.substr(0, value_length(rest));
    rest.remove_prefix(value.size());
    if (string_value(name) == key)
      found = without_space_around(value);
  }
  return found;
}

std::string with_zeros(std::string_view text) {
  std::string copy{text};
  std::size_t at = 0;
  while (at < text.size()) {
    char c = text[at];
    if (c == '"') {
      at += string_length(text.substr(at));
    } else if (auto length = number_length(text.substr(at)); length > 0) {
      copy.replace(at, length, length, ' ');
      copy[at] = '0';
      at += length;
    } else {
      ++at;
    }
  }
  return copy;
}

std::string compact(std::string_view text) {
  std::string copy;
  copy.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    auto length = text[at] == '"' ? string_length(text.substr(at)) : 1;
    if (!is_json_space(text[at]))
      copy += text.substr(at, length);
    at += length;
  }
  return copy;
}

std::string json_string(std::string_view text) {
  std::string written = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      written += '\\';
      written += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view hex = "0123456789abcdef";
      written += "\\u00";
      written += hex[static_cast<unsigned char>(c) >> 4];
      written += hex[static_cast<unsigned char>(c) & 0xF];
    } else {
      written += c;
    }
  }
  return written += '"';
}

} // namespace fanfare
