#include "cli/listener_document.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

namespace {

/// Parses JSON text that the store has validated. What is no JSON all the same
/// is shown as it is rather than hidden.
template <class Json>
Json parsed(const std::string& text) {
  if (text.empty())
    return Json::object();
  auto value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
}

} // namespace

nlohmann::json document_of(const listener& what) {
  nlohmann::json document{{"event_types", what.event_types},
                          {"id", what.id},
                          {"notifier_config", parsed<nlohmann::json>(what.notifier_config)},
                          {"notifier_type_id", what.notifier_type}};
  if (!what.enabled)
    document["enabled"] = false;
  if (!what.name.empty())
    document["name"] = what.name;
  if (auto delivery = parsed<nlohmann::json>(what.delivery); !delivery.empty())
    document["delivery"] = std::move(delivery);
  return document;
}

nlohmann::ordered_json json_of(const listener& what) {
  return {{"id", what.id},
          {"name", what.name},
          {"notifier_type_id", what.notifier_type},
          {"enabled", what.enabled},
          {"event_types", what.event_types},
          {"notifier_config", parsed<nlohmann::ordered_json>(what.notifier_config)},
          {"delivery", parsed<nlohmann::ordered_json>(what.delivery)}};
}

} // namespace fanfare
