#include "messages/json_escapes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace fanfare {

namespace {

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4)
    return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    value <<= 4U;
    if (c >= '0' && c <= '9')
      value |= static_cast<std::uint32_t>(c - '0');
    else if (c >= 'a' && c <= 'f')
      value |= static_cast<std::uint32_t>(c - 'a' + 10);
    else if (c >= 'A' && c <= 'F')
      value |= static_cast<std::uint32_t>(c - 'A' + 10);
    else
      return std::nullopt;
  }
  return value;
}

void append_utf8(std::uint32_t point, std::string& into) {
  const auto add = [&into](std::uint32_t byte) { into += static_cast<char>(byte); };
  if (point < 0x80) {
    add(point);
    return;
  }
  if (point < 0x800) {
    add(0xC0U | point >> 6U);
  } else if (point < 0x1'0000) {
    add(0xE0U | point >> 12U);
    add(0x80U | (point >> 6U & 0x3FU));
  } else {
    add(0xF0U | point >> 18U);
    add(0x80U | (point >> 12U & 0x3FU));
    add(0x80U | (point >> 6U & 0x3FU));
  }
  add(0x80U | (point & 0x3FU));
}

constexpr std::uint32_t first_high = 0xD800;
constexpr std::uint32_t first_low = 0xDC00;
constexpr std::uint32_t behind_low = 0xE000;

/// Reads what follows `\u`. Returns how long it is, 0 if it is no code point.
std::size_t append_code_point(std::string_view text, std::string& into) {
  const auto first = hex4(text);
  if (!first)
    return 0;
  if (*first < first_high || *first >= behind_low) {
    append_utf8(*first, into);
    return 4;
  }
  if (*first >= first_low || text.substr(4, 2) != "\\u")
    return 0;
  const auto second = hex4(text.substr(6));
  if (!second || *second < first_low || *second >= behind_low)
    return 0;
  append_utf8(0x1'0000 + ((*first - first_high) << 10U) + (*second - first_low), into);
  return 10;
}

/// Returns what a letter behind a backslash stands for, 0 if for nothing.
char unescaped(char letter) {
  switch (letter) {
  case '"':
  case '\\':
  case '/':
    return letter;
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  default:
    return 0;
  }
}

} // namespace

bool append_unescaped(std::string_view text, std::string& into) {
  for (;;) {
    const auto plain = text.find('\\');
    into += text.substr(0, plain);
    if (plain == std::string_view::npos)
      return true;
    text.remove_prefix(plain + 1);
    if (text.empty())
      return false;
    const char letter = text.front();
    text.remove_prefix(1);
    if (letter == 'u') {
      const auto length = append_code_point(text, into);
      if (length == 0)
        return false;
      text.remove_prefix(length);
    } else if (const char stands_for = unescaped(letter); stands_for != 0) {
      into += stands_for;
    } else {
      return false;
    }
  }
}

} // namespace fanfare
