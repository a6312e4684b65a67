#include "messages/json_fault.hpp"

#include "messages/json_text.hpp"
#include "messages/utf8.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

namespace fanfare {

namespace {

/// Longer texts are not read often enough for a parser that has room for them.
constexpr std::size_t most_quick_bytes = 65'536;

/// What may stand at the next byte that is no white space.
enum class expected { value, value_or_end, key, key_or_end, colon, comma_or_end, nothing };

/// Walks over a text once, without recursion: depth is the sender's choice.
/// The steps return why the byte at `at_` is a fault, or nothing.
class fault_finder {
public:
  explicit fault_finder(std::string_view text) : text_{text} {}

  std::optional<json_fault> find() {
    if (text_.starts_with("\xEF\xBB\xBF"))
      return json_fault{0, "a byte order mark is not part of JSON"};
    for (;;) {
      while (at_ < text_.size() && is_json_space(text_[at_]))
        ++at_;
      if (at_ == text_.size())
        return next_ == expected::nothing ? std::optional<json_fault>{} : unfinished();
      if (auto why = step(text_[at_]); !why.empty())
        return json_fault{at_, why};
    }
  }

private:
  json_fault unfinished() const {
    bool blank = next_ == expected::value && open_.empty();
    return {at_, blank ? "there is no JSON in it" : "the text ends before the JSON does"};
  }

  std::string_view step(char c) {
    switch (next_) {
    case expected::value_or_end:
      return c == ']' ? close() : value(c);
    case expected::value:
      return value(c);
    case expected::key_or_end:
      return c == '}' ? close() : key(c);
    case expected::key:
      return key(c);
    case expected::colon:
      return c == ':' ? pass(expected::value) : "':' is expected";
    case expected::comma_or_end:
      return comma_or_end(c);
    case expected::nothing:
      return "nothing may follow the JSON text";
    }
    return {};
  }

  std::string_view pass(expected next) {
    ++at_;
    next_ = next;
    return {};
  }

  std::string_view comma_or_end(char c) {
    bool in_object = open_.back() == '{';
    if (c == ',')
      return pass(in_object ? expected::key : expected::value);
    if (c == (in_object ? '}' : ']'))
      return close();
    return in_object ? "',' or '}' is expected" : "',' or ']' is expected";
  }

  std::string_view open(char bracket) {
    if (open_.size() == max_json_depth)
      return "objects and arrays are nested more than 64 deep";
    open_ += bracket;
    return pass(bracket == '{' ? expected::key_or_end : expected::value_or_end);
  }

  std::string_view close() {
    open_.pop_back();
    return pass(after_value());
  }

  expected after_value() const {
    return open_.empty() ? expected::nothing : expected::comma_or_end;
  }

  std::string_view key(char c) {
    if (c != '"')
      return "a member's name in double quotes is expected";
    next_ = expected::colon;
    return string();
  }

  std::string_view value(char c) {
    if (c == '{' || c == '[')
      return open(c);
    next_ = after_value();
    if (c == '"')
      return string();
    if (c == '-' || (c >= '0' && c <= '9'))
      return number();
    return word();
  }

  std::string_view number() {
    auto length = number_length(text_.substr(at_));
    at_ += length;
    return length == 0 ? "this is not how JSON writes a number" : "";
  }

  std::string_view word() {
    for (std::string_view each : {"true", "false", "null"})
      if (text_.substr(at_).starts_with(each)) {
        at_ += each.size();
        return {};
      }
    return "a value is expected";
  }

  std::string_view string() {
    auto start = at_++;
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return {};
      }
      auto why = c == '\\' ? escape() : character(c);
      if (!why.empty())
        return why;
    }
    at_ = start;
    return "a string begins that does not end";
  }

  std::string_view character(char c) {
    if (static_cast<unsigned char>(c) < 0x20)
      return "a control character in a string must be escaped";
    auto length = utf8_length(text_.substr(at_));
    at_ += length;
    return length == 0 ? "this is not UTF-8" : "";
  }

  std::string_view escape() {
    auto kind = text_.substr(at_ + 1, 1);
    if (kind == "u")
      return unicode_escape();
    if (kind.empty() || std::string_view{"\"\\/bfnrt"}.find(kind) == std::string_view::npos)
      return "JSON has no such escape";
    at_ += 2;
    return {};
  }

  std::string_view unicode_escape() {
    auto first = code_unit(at_);
    if (!first)
      return "\\u takes four hex digits";
    if (*first >= 0xDC00 && *first < 0xE000)
      return "the second half of a surrogate pair stands alone";
    if (*first >= 0xD800 && *first < 0xDC00) {
      auto second = code_unit(at_ + 6);
      if (!second || *second < 0xDC00 || *second >= 0xE000)
        return "the first half of a surrogate pair stands alone";
      at_ += 6;
    }
    at_ += 6;
    return {};
  }

  /// Returns what the `\uXXXX` at `at` stands for, if one is there.
  std::optional<unsigned> code_unit(std::size_t at) const {
    auto text = text_.substr(std::min(at, text_.size()), 6);
    if (text.size() < 6 || !text.starts_with("\\u"))
      return std::nullopt;
    unsigned unit = 0;
    auto [end, problem] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    if (problem != std::errc{} || end != text.data() + 6)
      return std::nullopt;
    return unit;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_; ///< The brackets that are open here, outermost first.
  expected next_ = expected::value;
};

/// A parser that refuses what is nested too deeply.
simdjson::dom::parser strict_parser() {
  simdjson::dom::parser made;
  if (made.allocate(most_quick_bytes, max_json_depth))
    return simdjson::dom::parser{0}; // out of memory: it refuses everything
  return made;
}

/// Whether simdjson finds no fault; it also refuses some texts that have none.
bool is_quickly_seen_to_be_json(std::string_view text) {
  if (text.size() > most_quick_bytes)
    return false;
  thread_local auto parser = strict_parser();
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

} // namespace

std::optional<json_fault> first_fault(std::string_view text) {
  if (is_quickly_seen_to_be_json(text))
    return std::nullopt;
  return fault_finder{text}.find();
}

std::string to_text(const json_fault& fault) {
  return "at byte " + std::to_string(fault.at) + ": " + std::string{fault.why};
}

} // namespace fanfare
