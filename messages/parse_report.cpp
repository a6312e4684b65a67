#include "messages/parse_report.hpp"

#include "messages/event_type.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_text.hpp"
#include "messages/quote.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace fanfare {

namespace {

namespace dom = simdjson::dom;

error refused(std::string why) { return {errc::invalid_report, std::move(why)}; }

std::string kind(const dom::element& value) {
  switch (value.type()) {
  case dom::element_type::ARRAY:
    return "an array";
  case dom::element_type::OBJECT:
    return "an object";
  case dom::element_type::STRING:
    return "a string";
  case dom::element_type::BOOL:
    return value.get_bool().value_unsafe() ? "true" : "false";
  case dom::element_type::NULL_VALUE:
    return "null";
  case dom::element_type::INT64:
  case dom::element_type::UINT64:
  case dom::element_type::DOUBLE:
    return "the number " + simdjson::minify(value);
  }
  return "no JSON value";
}

/// Parses what simdjson refuses although it is JSON: a number that no machine
/// word holds, or a last level of nesting that it counts differently.
simdjson::error_code parse_again(dom::parser& parser, std::string_view body, dom::element& root) {
  auto copy = with_zeros(body);
  if (auto problem = parser.allocate(copy.size(), max_json_depth + 1); problem)
    return problem;
  return parser.parse(copy).get(root);
}

/// The parsers of one thread. What they parsed lives until they parse again.
class thread_parsers {
public:
  result<dom::element> parse(std::string_view body) {
    dom::element root;
    auto problem = first_.parse(body.data(), body.size()).get(root);
    if (!problem)
      return root;
    if (auto fault = first_fault(body))
      return refused("not a JSON text: " + to_text(*fault));
    if (problem == simdjson::NUMBER_ERROR || problem == simdjson::DEPTH_ERROR)
      problem = parse_again(second_, body, root);
    if (problem)
      return refused(std::string{"not a JSON text: "} + simdjson::error_message(problem));
    return root;
  }

private:
  // simdjson lets an empty object or array be one level deeper than others,
  // so this one may refuse depth 64, but never takes 65.
  static dom::parser strict() {
    dom::parser made;
    if (made.allocate(4096, max_json_depth))
      return dom::parser{0}; // out of memory: refuse everything, never parse deeper
    return made;
  }

  dom::parser first_ = strict();
  dom::parser second_;
};

/// Returns a key that is there twice.
std::optional<std::string_view> repeated_key(const dom::object& report) {
  std::vector<std::string_view> keys;
  keys.reserve(8);
  for (auto member : report)
    keys.push_back(member.key);
  std::sort(keys.begin(), keys.end());
  auto twin = std::adjacent_find(keys.begin(), keys.end());
  return twin == keys.end() ? std::nullopt : std::optional{*twin};
}

/// Whether no object in a value has a key twice, an empty one, or one with a dot.
bool has_distinct_keys(const dom::element& value);

bool has_distinct_keys(const dom::object& object) {
  constexpr std::size_t most_compared = 32;
  std::array<std::string_view, most_compared> keys;
  std::size_t seen = 0;
  for (auto member : object) {
    const auto key = member.key;
    const auto end = keys.cbegin() + seen;
    if (key.empty() || key.find('.') != std::string_view::npos || seen == most_compared ||
        std::find(keys.cbegin(), end, key) != end || !has_distinct_keys(member.value))
      return false;
    keys[seen++] = key;
  }
  return true;
}

bool has_distinct_keys(const dom::element& value) {
  dom::object object;
  if (!value.get(object))
    return has_distinct_keys(object);
  dom::array array;
  if (value.get(array))
    return true;
  for (auto item : array)
    if (!has_distinct_keys(item))
      return false;
  return true;
}

std::optional<std::string_view> text_member(const dom::object& report, std::string_view key) {
  std::string_view text;
  if (report.at_key(key).get(text))
    return std::nullopt;
  return text;
}

/// Finds the member that holds the event type and fails if there is none.
result<std::string_view> type_key(const dom::object& report) {
  dom::element found;
  if (!report.at_key("event_type").get(found))
    return std::string_view{"event_type"};
  auto version = text_member(report, "specversion");
  if (!version)
    return refused("event_type: missing; a report says what happened, as in "
                   "\"event_type\":\"repo.sync.start\"");
  if (*version != "1.0")
    return refused("specversion: " + quoted(*version) +
                   " is not known; CloudEvents are taken in version '1.0'");
  if (report.at_key("type").get(found))
    return refused("type: missing; a CloudEvent names its type there");
  return std::string_view{"type"};
}

result<parsed_report> read_type(const dom::object& report, report_author author) {
  auto key = type_key(report);
  if (!key)
    return key.error();
  auto refusal = [&](const std::string& why) { return refused(std::string{*key} + ": " + why); };
  auto type = text_member(report, *key);
  if (!type)
    return refusal("must be a string, is " + kind(report.at_key(*key).value_unsafe()));
  if (!is_event_type(*type))
    return refusal(quoted(*type) + " is not an event type: segments of A-Z, a-z, 0-9, '_' and "
                                   "'-', separated by dots, at most 255 bytes");
  if (author == report_author::producer && is_engine_type(*type))
    return refusal(quoted(*type) + " is refused: types under 'fanfare.' are the engine's own");
  return parsed_report{std::string{*type}, has_distinct_keys(report)};
}

} // namespace

result<parsed_report> parse_report(std::string_view body, std::size_t max_bytes,
                                   report_author author) {
  if (body.size() > max_bytes)
    return error{errc::too_large, "the report has " + std::to_string(body.size()) +
                                      " bytes; at most " + std::to_string(max_bytes) +
                                      " are taken (max_event_bytes)"};
  thread_local thread_parsers parsers;
  auto root = parsers.parse(body);
  if (!root)
    return root.error();
  dom::object report;
  if (root->get(report))
    return refused("a report is a JSON object, this is " + kind(*root));
  if (auto twice = repeated_key(report))
    return refused("the key " + quoted(*twice) + " occurs twice; which one counts is not defined");
  return read_type(report, author);
}

} // namespace fanfare
