#include "tests/matching/naive_json.hpp"

#include "messages/json_text.hpp"

namespace fanfare::test {

namespace {

/// Reads what is known to be JSON.
class tree_reader {
public:
  explicit tree_reader(std::string_view text) : rest_{text} {}

  naive_json value() {
    space();
    return bare_value();
  }

private:
  using kind = naive_json::kind;

  naive_json bare_value() {
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

  naive_json object() {
    naive_json made{kind::object};
    for (take(1); !closes('}');) {
      auto key = string();
      space();
      take(1); // the colon
      made.members.emplace_back(std::move(key), value());
    }
    return made;
  }

  naive_json array() {
    naive_json made{kind::array};
    for (take(1); !closes(']');)
      made.items.push_back(value());
    return made;
  }

  naive_json word(kind what, std::string_view text) {
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

naive_json read_naively(std::string_view json) { return tree_reader{json}.value(); }

} // namespace fanfare::test
