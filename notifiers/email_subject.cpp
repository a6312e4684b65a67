#include "notifiers/email_subject.hpp"

#include "messages/utf8.hpp"
#include "notifiers/base64.hpp"

#include <algorithm>
#include <cstdint>

namespace fanfare {

namespace {

constexpr std::size_t max_subject_bytes = 900;
constexpr std::size_t max_line_bytes = 78;
constexpr std::string_view field_name = "Subject: ";
/// As many bytes as leave an encoded word below its 75, base64 and frame included.
constexpr std::size_t max_word_bytes = 45;

/// C0, DEL, C1, and the line and paragraph separators.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return first < 0x20 || first == 0x7f;
  const auto second = static_cast<unsigned char>(character[1]);
  if (first == 0xc2 && second < 0xa0)
    return true;
  return character == "\xe2\x80\xa8" || character == "\xe2\x80\xa9";
}

std::string encoded(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size()) {
      const auto next = std::max<std::size_t>(1, utf8_length(text.substr(length)));
      if (length + next > max_word_bytes)
        break;
      length += next;
    }
    words +=
        (words.empty() ? "=?utf-8?b?" : "\r\n =?utf-8?b?") + base64(text.substr(0, length)) + "?=";
    text.remove_prefix(length);
  }
  return words;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
         text.find("=?") == std::string_view::npos && !text.starts_with(' ') &&
         !text.ends_with(' ');
}

/// Breaks lines before single spaces, which whoever reads the header puts back.
/// Returns nothing where there is none to break at.
std::optional<std::string> folded(std::string_view text) {
  std::string lines;
  auto room = max_line_bytes - field_name.size();
  while (text.size() > room) {
    const auto space = text.rfind(' ', room);
    if (space == std::string_view::npos || space == 0 || text[space - 1] == ' ' ||
        text[space + 1] == ' ')
      return std::nullopt;
    lines += std::string{text.substr(0, space)} + "\r\n";
    text.remove_prefix(space);
    room = max_line_bytes;
  }
  return lines += text;
}

} // namespace

std::optional<std::string> subject_fault(std::string_view text) {
  if (text.empty())
    return "is empty; write what the mails are to be called";
  if (text.size() > max_subject_bytes)
    return "is longer than 900 bytes";
  for (auto rest = text; !rest.empty();) {
    const auto length = utf8_length(rest);
    if (length == 0)
      return "is not UTF-8";
    if (is_control(rest.substr(0, length)))
      return "holds a control character, such as a line break; leave it out";
    rest.remove_prefix(length);
  }
  return std::nullopt;
}

std::string header_subject(std::string_view text) {
  if (is_plain(text))
    if (auto lines = folded(text))
      return *std::move(lines);
  return encoded(text);
}

} // namespace fanfare
