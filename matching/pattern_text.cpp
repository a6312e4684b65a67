#include "matching/pattern_text.hpp"

#include "messages/json_fault.hpp"
#include "messages/json_text.hpp"

namespace fanfare {

namespace {

/// Reads what is known to be JSON.
class tree_reader {
public:
  explicit tree_reader(std::string_view text) : rest_{text} {}

  pattern_text value() {
    space();
    const auto from = rest_;
    auto made = bare_value();
    made.source = from.substr(0, from.size() - rest_.size());
    return made;
  }

private:
  using kind = pattern_text::kind;

  pattern_text bare_value() {
    switch (rest_.front()) {
    case '{':
      return object();
    case '[':
      return array();
    case '"':
      return {kind::string, string()};
    case 'n':
      return word(kind::null, "null");
    case 't':
      return word(kind::yes, "true");
    case 'f':
      return word(kind::no, "false");
    default:
      return {kind::number, std::string{take(number_length(rest_))}};
    }
  }

  pattern_text object() {
    pattern_text made{kind::object};
    for (take(1); !closes('}');) {
      auto key = string();
      space();
      take(1); // the colon
      made.members.emplace_back(std::move(key), value());
    }
    return made;
  }

  pattern_text array() {
    pattern_text made{kind::array};
    for (take(1); !closes(']');)
      made.items.push_back(value());
    return made;
  }

  pattern_text word(kind what, std::string_view text) {
    return {what, std::string{take(text.size())}};
  }

  std::string string() { return string_value(take(string_length(rest_))); }

  /// Steps to the next item; returns false, and over the bracket, if there is none.
  bool closes(char bracket) {
    space();
    if (rest_.front() == ',') {
      take(1);
      space();
    }
    const bool closed = rest_.front() == bracket;
    if (closed)
      take(1);
    return closed;
  }

  void space() {
    while (is_json_space(rest_.front()))
      take(1);
  }

  std::string_view take(std::size_t length) {
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  std::string_view rest_;
};

} // namespace

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

result<pattern_text> read_pattern(std::string_view text) {
  text = first_object(text);
  if (text.empty())
    return error{errc::invalid_listener,
                 R"(filter: must be an object, as in {"payload":{"repo_id":["x"]}})"};
  if (const auto fault = first_fault(text))
    return error{errc::invalid_listener, "filter: is not JSON: " + to_text(*fault)};
  return tree_reader{text}.value();
}

} // namespace fanfare
