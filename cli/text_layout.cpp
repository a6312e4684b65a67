#include "cli/text_layout.hpp"

#include <algorithm>

namespace fanfare {

namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Returns the length of the UTF-8 sequence that `text` begins with, or 0 if
/// it begins with none. Overlong forms and surrogates are none.
std::size_t sequence_length(std::string_view text) {
  auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto lead = at(0);
  std::size_t length = lead < 0x80   ? 1
                       : lead < 0xC2 ? 0
                       : lead < 0xE0 ? 2
                       : lead < 0xF0 ? 3
                       : lead < 0xF5 ? 4
                                     : 0;
  if (length == 0 || text.size() < length ||
      !std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(length), continues))
    return 0;
  bool overlong = (lead == 0xE0 && at(1) < 0xA0) || (lead == 0xF0 && at(1) < 0x90);
  bool surrogate = lead == 0xED && at(1) >= 0xA0;
  bool beyond = lead == 0xF4 && at(1) >= 0x90;
  return overlong || surrogate || beyond ? 0 : length;
}

/// Whether a valid sequence moves the cursor or rings the bell instead of
/// being seen: C0, DEL and, in two bytes, C1.
bool is_control(std::string_view sequence) {
  auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1)
    return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

} // namespace

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues(byte); }));
}

std::string hanging(std::string_view prefix, std::string_view text, std::size_t width) {
  std::string lines{prefix};
  const auto indent = columns(prefix);
  auto column = indent;
  bool first_of_line = true;
  while (!text.empty()) {
    auto space = text.find(' ');
    auto word = text.substr(0, space);
    text.remove_prefix(space == text.npos ? text.size() : space + 1);
    if (!first_of_line && column + 1 + columns(word) > width) {
      lines.append("\n").append(indent, ' ');
      column = indent;
      first_of_line = true;
    }
    if (!first_of_line) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += columns(word);
    first_of_line = false;
  }
  return lines;
}

std::string padded(std::string_view text, std::size_t width) {
  auto taken = columns(text);
  return std::string{text} + std::string(width > taken ? width - taken : 0, ' ');
}

std::string printable(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    auto length = sequence_length(text);
    auto sequence = text.substr(0, std::max<std::size_t>(length, 1));
    if (sequence == "\n" || sequence == "\r" || sequence == "\t")
      clean += ' ';
    else if (length == 0 || is_control(sequence))
      clean += '?';
    else
      clean += sequence;
    text.remove_prefix(sequence.size());
  }
  return clean;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto length = sequence_length(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

} // namespace fanfare
