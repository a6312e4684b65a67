#include "fanfare/filter.hpp"

#include "matching/filter_match.hpp"
#include "messages/json_fault.hpp"
#include "messages/json_text.hpp"

#include <optional>
#include <string>

namespace fanfare {

namespace {

error wrong_case(std::string why) { return {errc::invalid_report, std::move(why)}; }

/// Returns the JSON text that a member holds or is.
std::optional<std::string> text_in(std::string_view line, std::string_view key) {
  const auto value = member_text(line, key);
  if (!value)
    return std::nullopt;
  return value->starts_with('"') ? string_value(*value) : std::string{*value};
}

} // namespace

result<bool> filter_takes(std::string_view filter, std::string_view event) {
  const auto asked = compile_filter(filter);
  if (!asked)
    return asked.error();
  const auto object = first_object(event);
  if (object.empty())
    return wrong_case("event: must be a JSON object");
  if (const auto fault = first_fault(object))
    return wrong_case("event: is not JSON: " + to_text(*fault));
  return matches(*asked, object);
}

result<bool> filter_case_takes(std::string_view line) {
  line = without_space_around(line);
  if (const auto fault = first_fault(line))
    return wrong_case("the case is not JSON: " + to_text(*fault));
  const auto is_object = line.starts_with('{');
  const auto pattern = is_object ? text_in(line, "pattern") : std::nullopt;
  const auto event = is_object ? text_in(line, "event") : std::nullopt;
  if (!pattern || !event)
    return wrong_case("a case is an object, {\"pattern\":…,\"event\":…}");
  return filter_takes(*pattern, *event);
}

} // namespace fanfare
