#include "cli/listener_document.hpp"

#include "fanfare/time_text.hpp"

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

nlohmann::ordered_json time_json(const std::optional<listener_state::time_point>& when) {
  return when ? nlohmann::ordered_json(time_text(*when)) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json state_json(const listener_state& state) {
  return {{"failing_since", time_json(state.failing_since)},
          {"last_success", time_json(state.last_success)},
          {"last_error_at", time_json(state.last_error_at)},
          {"last_error", state.last_error_at ? nlohmann::ordered_json(state.last_error)
                                             : nlohmann::ordered_json(nullptr)},
          {"consecutive_failures", state.consecutive_failures}};
}

nlohmann::ordered_json broken_json(const listener_finding& found) {
  if (found.problem.empty())
    return nullptr;
  return {{"reason", found.problem},
          {"since", time_json(found.broken_since)},
          {"in_use", name_of(found.version)}};
}

/// Keeps what there is something to say of.
nlohmann::json without_nulls(const nlohmann::ordered_json& object) {
  auto kept = nlohmann::json::object();
  for (const auto& member : object.items())
    if (!member.value().is_null() && member.value() != 0)
      kept[member.key()] = member.value();
  return kept;
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
  // Its keys are those of events, so it stays as it is.
  if (!what.filter.empty())
    document["filter"] = what.filter;
  if (auto delivery = parsed<nlohmann::json>(what.delivery); !delivery.empty())
    document["delivery"] = std::move(delivery);
  return document;
}

nlohmann::json document_of(const listener_view& view) {
  auto document = document_of(view.what);
  if (auto state = without_nulls(state_json(view.state)); !state.empty())
    document["state"] = std::move(state);
  if (auto broken = broken_json(view.found); !broken.is_null())
    document["broken"] = without_nulls(broken);
  return document;
}

nlohmann::ordered_json json_of(const listener_view& view) {
  const auto& what = view.what;
  return {{"id", what.id},
          {"name", what.name},
          {"notifier_type_id", what.notifier_type},
          {"enabled", what.enabled},
          {"event_types", what.event_types},
          {"filter", parsed<nlohmann::ordered_json>(what.filter)},
          {"notifier_config", parsed<nlohmann::ordered_json>(what.notifier_config)},
          {"delivery", parsed<nlohmann::ordered_json>(what.delivery)},
          {"state", state_json(view.state)},
          {"broken", broken_json(view.found)}};
}

} // namespace fanfare
