#include "matching/predicate_compiler.hpp"

#include "matching/decimal_number.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace fanfare {

namespace {

using kind = pattern_text::kind;

const std::vector<std::string_view> operators{
    "exactly",      "prefix", "suffix", "equals-ignore-case", "wildcard", "numeric",
    "anything-but", "exists", "cidr"};

std::string shown(const pattern_text& value) {
  constexpr std::size_t most = 40;
  return quoted(value.source, most);
}

const std::string* string_of(const pattern_text& value) {
  return value.what == kind::string ? &value.text : nullptr;
}

/// The only member of an object, which names what is done with its value.
using member = std::pair<std::string, pattern_text>;

result<predicate> wrong_string(const std::string& where, const pattern_text& given) {
  return wrong_filter(where, "must be a string, is " + shown(given));
}

result<text_predicate> wildcard(const std::string& text, const std::string& where) {
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

result<predicate> affix(const member& given, const std::string& where) {
  const bool in_front = given.first == "prefix";
  if (const auto* text = string_of(given.second))
    return in_front ? predicate{has_prefix{*text}} : predicate{has_suffix{*text}};
  const auto& inner = given.second;
  if (inner.what != kind::object)
    return wrong_filter(where,
                        "must be a string or {\"equals-ignore-case\":\"…\"}, is " + shown(inner));
  if (inner.members.size() != 1 || inner.members.front().first != "equals-ignore-case")
    return wrong_filter(where, "takes only {\"equals-ignore-case\":\"…\"} as an object, has " +
                                   shown(inner));
  const auto* text = string_of(inner.members.front().second);
  if (text == nullptr)
    return wrong_string(where + ".equals-ignore-case", inner.members.front().second);
  return in_front ? predicate{has_folded_prefix{folded_text{*text}}}
                  : predicate{has_folded_suffix{folded_text{*text}}};
}

result<double> comparable(const pattern_text& given, const std::string& where) {
  if (given.what != kind::number)
    return wrong_filter(where, "must be a number, is " + shown(given));
  if (const auto value = exact_double(given.text))
    return *value;
  return wrong_filter(where, shown(given) + " cannot be compared: no double has exactly this "
                                            "value; use at most 15 digits");
}

/// Narrows a range by one operator and its number. Returns a sentence if it cannot.
std::optional<std::string> narrow(in_range& range, const std::string& by, double number) {
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

result<predicate> numeric(const pattern_text& given, const std::string& where) {
  constexpr const char* shape = "must be [\"=\",n], [\"<\",n] (or <=, >, >=) or "
                                "[\">\",low,\"<\",high] (or >=, <=)";
  const auto& items = given.items;
  if (given.what != kind::array || items.empty() || items.size() % 2 != 0 || items.size() > 4)
    return wrong_filter(where, std::string{shape} + ", is " + shown(given));
  in_range range;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    const auto place = where + "[" + std::to_string(i);
    const auto* by = string_of(items[i]);
    if (by == nullptr)
      return wrong_filter(place + "]", std::string{shape} + ", has " + shown(items[i]));
    const bool lower = by->starts_with('>');
    const auto number = comparable(items[i + 1], where + "[" + std::to_string(i + 1) + "]");
    if (*by == "=" && items.size() == 2)
      return number ? predicate{is_number{*number}} : result<predicate>{number.error()};
    if (auto why = narrow(range, *by, number ? *number : 0))
      return wrong_filter(place + "]", *why);
    if (!number)
      return number.error();
    if (items.size() == 4 && lower != (i == 0))
      return wrong_filter(where,
                          std::string{"a range has its lower bound first and both of them: "} +
                              shape + ", is " + shown(given));
  }
  if (range.low >= range.high)
    return wrong_filter(where,
                        "the lower bound must be less than the upper one, is " + shown(given));
  return predicate{range};
}

result<predicate> cidr(const pattern_text& given, const std::string& where) {
  const auto* text = string_of(given);
  if (text == nullptr)
    return wrong_string(where, given);
  const auto slash = text->find('/');
  const auto address = parse_address(text->substr(0, slash));
  if (slash == std::string::npos || !address)
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

result<text_predicate> refused_text(const std::string& by, const pattern_text& given,
                                    const std::string& where) {
  const auto* text = string_of(given);
  if (text == nullptr)
    return wrong_filter(where, "must be a string or a list of strings, has " + shown(given));
  if (by == "equals-ignore-case")
    return text_predicate{is_folded{folded_text{*text}}};
  if (by == "wildcard")
    return wildcard(*text, where);
  if (text->empty())
    return wrong_filter(where, "must not be empty: every string would be refused");
  return by == "prefix" ? text_predicate{has_prefix{*text}} : text_predicate{has_suffix{*text}};
}

/// The items of a list, or a single value as a list of one.
std::vector<pattern_text> as_list(const pattern_text& given) {
  return given.what == kind::array ? given.items : std::vector<pattern_text>{given};
}

result<predicate> nested_but(const pattern_text& given, const std::string& where) {
  static const std::vector<std::string_view> known{"prefix", "suffix", "equals-ignore-case",
                                                   "wildcard"};
  if (given.members.size() != 1 ||
      std::find(known.begin(), known.end(), given.members.front().first) == known.end())
    return wrong_filter(
        where, "takes one of prefix, suffix, equals-ignore-case and wildcard, has " + shown(given));
  const auto& [by, operand] = given.members.front();
  is_none_of made;
  for (const auto& each : as_list(operand)) {
    auto text = refused_text(by, each, where + "." + by);
    if (!text)
      return text.error();
    made.texts.push_back(std::move(*text));
  }
  if (made.texts.empty())
    return wrong_filter(where + "." + by, "must not be an empty list");
  return predicate{std::move(made)};
}

result<predicate> anything_but(const pattern_text& given, const std::string& where) {
  if (given.what == kind::object)
    return nested_but(given, where);
  const auto list = as_list(given);
  const auto all = [&list](kind what) {
    return std::all_of(list.begin(), list.end(),
                       [what](const auto& one) { return one.what == what; });
  };
  if (list.empty() || (!all(kind::string) && !all(kind::number)))
    return wrong_filter(where, "must be a string, a number, a list of either, or an object with "
                               "prefix, suffix, equals-ignore-case or wildcard; is " +
                                   shown(given));
  is_none_of texts;
  is_no_number_of numbers;
  for (const auto& each : list) {
    if (each.what == kind::string) {
      texts.texts.emplace_back(is_text{each.text});
      continue;
    }
    const auto number = comparable(each, where);
    if (!number)
      return number.error();
    numbers.numbers.push_back(*number);
  }
  return texts.texts.empty() ? predicate{std::move(numbers)} : predicate{std::move(texts)};
}

result<predicate> exists(const pattern_text& given, const std::string& where) {
  if (given.what == kind::yes)
    return predicate{is_present{}};
  if (given.what == kind::no)
    return predicate{is_absent{}};
  return wrong_filter(where, "must be true or false, is " + shown(given));
}

result<predicate> string_operator(const member& given, const std::string& where) {
  const auto* text = string_of(given.second);
  if (text == nullptr)
    return wrong_string(where, given.second);
  if (given.first == "exactly")
    return predicate{is_text{*text}};
  if (given.first == "equals-ignore-case")
    return predicate{is_folded{folded_text{*text}}};
  auto made = wildcard(*text, where);
  if (!made)
    return made.error();
  return predicate{std::get<fits_wildcard>(std::move(*made))};
}

result<predicate> compile_operator(const pattern_text& item, const std::string& where) {
  if (item.members.size() != 1)
    return wrong_filter(where, R"(must have exactly one operator, as in {"prefix":"x"}, is )" +
                                   shown(item));
  const auto& given = item.members.front();
  const auto& by = given.first;
  if (!is_operator(by))
    return wrong_filter(where, quoted(by) + " is no operator" + did_you_mean(by, operators) +
                                   "; the operators are exactly, prefix, suffix, "
                                   "equals-ignore-case, wildcard, numeric, anything-but, exists "
                                   "and cidr; a field of an object is not put into a list");
  const auto place = where + "." + by;
  if (by == "prefix" || by == "suffix")
    return affix(given, place);
  if (by == "numeric")
    return numeric(given.second, place);
  if (by == "anything-but")
    return anything_but(given.second, place);
  if (by == "exists")
    return exists(given.second, place);
  if (by == "cidr")
    return cidr(given.second, place);
  return string_operator(given, place);
}

} // namespace

error wrong_filter(const std::string& where, std::string_view why) {
  return {errc::invalid_listener,
          "filter: " + where + (where.empty() ? "" : ": ") + std::string{why}};
}

bool is_operator(std::string_view word) {
  return std::find(operators.begin(), operators.end(), word) != operators.end();
}

result<predicate> compile_predicate(const pattern_text& item, const std::string& where) {
  switch (item.what) {
  case kind::null:
    return predicate{is_literal{value_kind::null}};
  case kind::yes:
    return predicate{is_literal{value_kind::yes}};
  case kind::no:
    return predicate{is_literal{value_kind::no}};
  case kind::number:
    if (const auto value = exact_double(item.text))
      return predicate{is_number{*value}};
    return predicate{is_spelt{item.text}};
  case kind::string:
    if (const auto address = parse_address(item.text))
      return predicate{is_address{*address}};
    return predicate{is_text{item.text}};
  case kind::array:
    return wrong_filter(where,
                        "a list holds values and operators, no other list; is " + shown(item));
  case kind::object:
    break;
  }
  return compile_operator(item, where);
}

} // namespace fanfare
