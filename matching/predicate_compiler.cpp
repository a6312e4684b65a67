#include "matching/predicate_compiler.hpp"

#include "matching/decimal_number.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <variant>

namespace fanfare {

namespace {

using kind = json_node::kind;

const std::vector<std::string_view> operators{
    "exactly",      "prefix", "suffix", "equals-ignore-case", "wildcard", "numeric",
    "anything-but", "exists", "cidr"};

std::string shown(const json_node& value) {
  constexpr std::size_t most = 40;
  return quoted(value.source(), most);
}

std::optional<std::string_view> string_of(const json_node& value) {
  return value.what() == kind::string ? std::optional{value.text()} : std::nullopt;
}

result<predicate> wrong_string(const filter_place& where, const json_node& given) {
  return wrong_filter(where, "must be a string, is " + shown(given));
}

result<text_predicate> wildcard(std::string_view text, const filter_place& where) {
  wildcard_pattern made{{""}};
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '*') {
      if (made.pieces.size() > 1 && made.pieces.back().empty())
        return wrong_filter(where, "has two stars in a row at byte " + std::to_string(at) + " of " +
                                       quoted(text) + "; one says the same");
      made.pieces.emplace_back();
      continue;
    }
    if (c == '\\' && (++at == text.size() || (text[at] != '*' && text[at] != '\\')))
      return wrong_filter(where,
                          "has a backslash before nothing that it escapes at byte " +
                              std::to_string(at) + " of " + quoted(text) +
                              R"(; \* is a star and \\ a backslash (in JSON: \\* and \\\\))");
    made.pieces.back() += text[at];
  }
  return text_predicate{fits_wildcard{std::move(made)}};
}

result<predicate> affix(const json_node& given, const filter_place& where) {
  const bool in_front = given.key() == "prefix";
  if (const auto text = string_of(given))
    return in_front ? predicate{has_prefix{std::string{*text}}}
                    : predicate{has_suffix{std::string{*text}}};
  if (given.what() != kind::object)
    return wrong_filter(where,
                        "must be a string or {\"equals-ignore-case\":\"…\"}, is " + shown(given));
  const auto inner = given.children();
  if (given.size() != 1 || inner.front().key() != "equals-ignore-case")
    return wrong_filter(where, "takes only {\"equals-ignore-case\":\"…\"} as an object, has " +
                                   shown(given));
  const auto text = string_of(inner.front());
  if (!text)
    return wrong_string({where, inner.front().key()}, inner.front());
  return in_front ? predicate{has_folded_prefix{folded_text{*text}}}
                  : predicate{has_folded_suffix{folded_text{*text}}};
}

result<double> comparable(const json_node& given, const filter_place& where) {
  if (given.what() != kind::number)
    return wrong_filter(where, "must be a number, is " + shown(given));
  if (const auto value = exact_double(given.text()))
    return *value;
  return wrong_filter(where, shown(given) + " cannot be compared: no double has exactly this "
                                            "value; use at most 15 digits");
}

/// Narrows a range by one operator and its number. Returns a sentence if it cannot.
std::optional<std::string> narrow(in_range& range, std::string_view by, double number) {
  const bool opens = by.size() == 1;
  if (by == "<" || by == "<=") {
    range.high = number;
    range.high_open = opens;
  } else if (by == ">" || by == ">=") {
    range.low = number;
    range.low_open = opens;
  } else {
    return "the operator " + quoted(by) + " is not known; use =, <, <=, > or >=";
  }
  return std::nullopt;
}

result<predicate> numeric(const json_node& given, const filter_place& where) {
  constexpr const char* shape = "must be [\"=\",n], [\"<\",n] (or <=, >, >=) or "
                                "[\">\",low,\"<\",high] (or >=, <=)";
  const auto length = given.size();
  if (given.what() != kind::array || length == 0 || length % 2 != 0 || length > 4)
    return wrong_filter(where, std::string{shape} + ", is " + shown(given));
  in_range range;
  auto item = given.children().begin();
  for (std::size_t i = 0; i < length; i += 2, ++item) {
    const filter_place place{where, i};
    const auto by = string_of(*item);
    if (!by)
      return wrong_filter(place, std::string{shape} + ", has " + shown(*item));
    const auto number = comparable(*++item, {where, i + 1});
    if (*by == "=" && length == 2)
      return number ? predicate{is_number{*number}} : result<predicate>{number.error()};
    if (auto why = narrow(range, *by, number ? *number : 0))
      return wrong_filter(place, *why);
    if (!number)
      return number.error();
    if (length == 4 && by->starts_with('>') != (i == 0))
      return wrong_filter(where,
                          std::string{"a range has its lower bound first and both of them: "} +
                              shape + ", is " + shown(given));
  }
  if (range.low >= range.high)
    return wrong_filter(where,
                        "the lower bound must be less than the upper one, is " + shown(given));
  return predicate{range};
}

result<predicate> cidr(const json_node& given, const filter_place& where) {
  const auto text = string_of(given);
  if (!text)
    return wrong_string(where, given);
  const auto slash = text->find('/');
  const auto address = parse_address(text->substr(0, slash));
  if (slash == std::string_view::npos || !address)
    return wrong_filter(where, "must be an address and its bits, as in 10.0.0.0/8 or "
                               "2001:db8::/32, is " +
                                   quoted(*text));
  const unsigned most = address->v6 ? 127 : 31;
  unsigned bits = most + 1;
  const auto* end = text->data() + text->size();
  auto [stop, wrong] = std::from_chars(text->data() + slash + 1, end, bits);
  if (wrong != std::errc{} || stop != end || bits > most)
    return wrong_filter(where, "has " + quoted(text->substr(slash)) + " bits; it takes /0 to /" +
                                   std::to_string(most) + "; a single address is a plain string");
  return predicate{in_network{{*address, bits}}};
}

result<text_predicate> refused_text(std::string_view by, const json_node& given,
                                    const filter_place& where) {
  const auto text = string_of(given);
  if (!text)
    return wrong_filter(where, "must be a string or a list of strings, has " + shown(given));
  if (by == "equals-ignore-case")
    return text_predicate{is_folded{folded_text{*text}}};
  if (by == "wildcard")
    return wildcard(*text, where);
  if (text->empty())
    return wrong_filter(where, "must not be empty: every string would be refused");
  return by == "prefix" ? text_predicate{has_prefix{std::string{*text}}}
                        : text_predicate{has_suffix{std::string{*text}}};
}

result<predicate> nested_but(const json_node& given, const filter_place& where) {
  static const std::vector<std::string_view> known{"prefix", "suffix", "equals-ignore-case",
                                                   "wildcard"};
  const auto by = given.size() == 1 ? given.children().front().key() : std::string_view{};
  if (std::find(known.begin(), known.end(), by) == known.end())
    return wrong_filter(
        where, "takes one of prefix, suffix, equals-ignore-case and wildcard, has " + shown(given));
  const filter_place place{where, by};
  is_none_of made;
  for (const auto& each : given.children().front().as_list()) {
    auto text = refused_text(by, each, place);
    if (!text)
      return text.error();
    made.texts.push_back(std::move(*text));
  }
  if (made.texts.empty())
    return wrong_filter(place, "must not be an empty list");
  return predicate{std::move(made)};
}

result<predicate> anything_but(const json_node& given, const filter_place& where) {
  if (given.what() == kind::object)
    return nested_but(given, where);
  const auto list = given.as_list();
  const auto all = [&list](kind what) {
    return std::all_of(list.begin(), list.end(),
                       [what](const auto& one) { return one.what() == what; });
  };
  if (list.empty() || (!all(kind::string) && !all(kind::number)))
    return wrong_filter(where, "must be a string, a number, a list of either, or an object with "
                               "prefix, suffix, equals-ignore-case or wildcard; is " +
                                   shown(given));
  is_none_of texts;
  is_no_number_of numbers;
  for (const auto& each : list) {
    if (each.what() == kind::string) {
      texts.texts.emplace_back(is_text{std::string{each.text()}});
      continue;
    }
    const auto number = comparable(each, where);
    if (!number)
      return number.error();
    numbers.numbers.push_back(*number);
  }
  return texts.texts.empty() ? predicate{std::move(numbers)} : predicate{std::move(texts)};
}

result<predicate> exists(const json_node& given, const filter_place& where) {
  if (given.what() == kind::yes)
    return predicate{is_present{}};
  if (given.what() == kind::no)
    return predicate{is_absent{}};
  return wrong_filter(where, "must be true or false, is " + shown(given));
}

result<predicate> string_operator(const json_node& given, const filter_place& where) {
  const auto text = string_of(given);
  if (!text)
    return wrong_string(where, given);
  if (given.key() == "exactly")
    return predicate{is_text{std::string{*text}}};
  if (given.key() == "equals-ignore-case")
    return predicate{is_folded{folded_text{*text}}};
  auto made = wildcard(*text, where);
  if (!made)
    return made.error();
  return predicate{std::get<fits_wildcard>(std::move(*made))};
}

result<predicate> compile_operator(const json_node& item, const filter_place& where) {
  if (item.size() != 1)
    return wrong_filter(where, R"(must have exactly one operator, as in {"prefix":"x"}, is )" +
                                   shown(item));
  const auto& given = item.children().front();
  const auto by = given.key();
  if (!is_operator(by))
    return wrong_filter(where, quoted(by) + " is no operator" + did_you_mean(by, operators) +
                                   "; the operators are exactly, prefix, suffix, "
                                   "equals-ignore-case, wildcard, numeric, anything-but, exists "
                                   "and cidr; a field of an object is not put into a list");
  const filter_place place{where, by};
  if (by == "prefix" || by == "suffix")
    return affix(given, place);
  if (by == "numeric")
    return numeric(given, place);
  if (by == "anything-but")
    return anything_but(given, place);
  if (by == "exists")
    return exists(given, place);
  if (by == "cidr")
    return cidr(given, place);
  return string_operator(given, place);
}

} // namespace

bool is_operator(std::string_view word) {
  return std::find(operators.begin(), operators.end(), word) != operators.end();
}

result<predicate> compile_predicate(const json_node& item, const filter_place& where) {
  switch (item.what()) {
  case kind::null:
    return predicate{is_literal{value_kind::null}};
  case kind::yes:
    return predicate{is_literal{value_kind::yes}};
  case kind::no:
    return predicate{is_literal{value_kind::no}};
  case kind::number:
    if (const auto value = exact_double(item.text()))
      return predicate{is_number{*value}};
    return predicate{is_spelt{std::string{item.text()}}};
  case kind::string:
    if (const auto address = parse_address(item.text()))
      return predicate{is_address{*address}};
    return predicate{is_text{std::string{item.text()}}};
  case kind::array:
    return wrong_filter(where,
                        "a list holds values and operators, no other list; is " + shown(item));
  case kind::object:
    break;
  }
  return compile_operator(item, where);
}

} // namespace fanfare
