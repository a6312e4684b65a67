#include "messages/json_object.hpp"

#include "messages/json_fault.hpp"
#include "messages/quote.hpp"

namespace fanfare {

using json = nlohmann::ordered_json;

result<json> json_object(std::string_view text, std::string_view field) {
  if (auto fault = first_fault(text))
    return wrong_field(field, "not a JSON object: " + to_text(*fault));
  auto parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded())
    return wrong_field(field, "holds a number that is too large");
  if (!parsed.is_object())
    return wrong_field(field, "must be a JSON object, is " + shown(parsed));
  return parsed;
}

error wrong_field(std::string_view field, std::string_view why) {
  return {errc::invalid_listener, std::string{field} + ": " + std::string{why}};
}

std::string shown(const json& value) {
  if (value.is_object())
    return "an object";
  if (value.is_array())
    return "an array";
  if (value.is_string())
    return "the string " + quoted(value.get_ref<const std::string&>());
  return value.is_number() ? "the number " + value.dump() : value.dump();
}

} // namespace fanfare
