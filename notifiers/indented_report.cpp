#include "notifiers/indented_report.hpp"

#include "messages/json_text.hpp"
#include "messages/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace fanfare {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t indent = 2;

void append_unit(std::string& to, std::uint32_t unit) {
  constexpr std::string_view hex = "0123456789abcdef";
  to += "\\u";
  for (const unsigned shift : {12u, 8u, 4u, 0u})
    to += hex[unit >> shift & 0xf];
}

std::uint32_t code_point(std::string_view character) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(character[at]));
  };
  auto code = byte(0) & (0xffu >> (character.size() + 1));
  for (std::size_t at = 1; at < character.size(); ++at)
    code = code << 6 | (byte(at) & 0x3f);
  return code;
}

void append_escaped(std::string& to, std::string_view character) {
  const auto code = code_point(character);
  if (code < 0x10000)
    return append_unit(to, code);
  append_unit(to, 0xd800 + ((code - 0x10000) >> 10));
  append_unit(to, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

/// Copies a token; controls, which no token of valid JSON holds, are left out.
void append_ascii(std::string& to, std::string_view token) {
  while (!token.empty()) {
    const auto length = std::max<std::size_t>(1, utf8_length(token));
    const auto first = static_cast<unsigned char>(token[0]);
    if (length > 1)
      append_escaped(to, token.substr(0, length));
    else if (first >= 0x80)
      to += '?';
    else if (first >= ' ')
      to += token[0];
    token.remove_prefix(length);
  }
}

/// Returns the length of the token at the start of `text`, which is no white space.
std::size_t token_length(std::string_view text) {
  constexpr std::string_view marks = "{}[],:";
  if (marks.find(text[0]) != std::string_view::npos)
    return 1;
  if (text[0] == '"')
    return string_length(text);
  const auto end = std::find_if(text.begin() + 1, text.end(), [&](char c) {
    return c == '"' || is_json_space(c) || marks.find(c) != std::string_view::npos;
  });
  return static_cast<std::size_t>(end - text.begin());
}

void skip_space(std::string_view& text) {
  while (!text.empty() && is_json_space(text.front()))
    text.remove_prefix(1);
}

class indenter {
public:
  explicit indenter(std::size_t expected) { text_.reserve(2 * expected); }

  /// @param next the first byte of the token behind it; 0 if there is none.
  void token(std::string_view what, char next) {
    switch (what[0]) {
    case '{':
    case '[':
      return open(what[0], next);
    case '}':
    case ']':
      return close(what[0]);
    case ',':
      text_ += ',';
      return new_line();
    case ':':
      text_ += ": ";
      return;
    default:
      append_ascii(text_, what);
    }
  }

  std::string finish() && { return std::move(text_) += line_end; }

private:
  void open(char mark, char next) {
    text_ += mark;
    ++depth_;
    empty_ = next == '}' || next == ']';
    if (!empty_)
      new_line();
  }

  void close(char mark) {
    depth_ -= depth_ > 0 ? 1 : 0;
    if (!empty_)
      new_line();
    empty_ = false;
    text_ += mark;
  }

  void new_line() {
    text_ += line_end;
    text_.append(indent * depth_, ' ');
  }

  std::string text_;
  std::size_t depth_ = 0;
  bool empty_ = false; ///< What was opened last has nothing in it.
};

} // namespace

std::string indented_report(std::string_view json) {
  indenter out{json.size()};
  skip_space(json);
  while (!json.empty()) {
    const auto token = json.substr(0, token_length(json));
    json.remove_prefix(token.size());
    skip_space(json);
    out.token(token, json.empty() ? '\0' : json.front());
  }
  return std::move(out).finish();
}

} // namespace fanfare
