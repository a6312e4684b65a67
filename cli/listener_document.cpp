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

/// Keeps what there is something to say of.
nlohmann::json without_nulls(const nlohmann::ordered_json& object) {
  auto kept = nlohmann::json::object();
  for (const auto& member : object.items())
    if (!member.value().is_null() && member.value() != 0)
      kept[member.key()] = member.value();
  return kept;
}

/// Who has disabled it, if the engine did and nobody has enabled it since.
nlohmann::ordered_json disabled_json(const listener_view& view) {
  const auto& state = view.state;
  if (view.what.enabled || state.disabled_by.empty())
    return nullptr;
  return {{"by", state.disabled_by},
          {"because", state.disabled_because},
          {"at", time_json(state.disabled_at)}};
}

nlohmann::ordered_json state_json(const listener_view& view) {
  const auto& state = view.state;
  return {{"failing_since", time_json(state.failing_since)},
          {"last_success", time_json(state.last_success)},
          {"last_error_at", time_json(state.last_error_at)},
          {"last_error", state.last_error_at ? nlohmann::ordered_json(state.last_error)
                                             : nlohmann::ordered_json(nullptr)},
          {"consecutive_failures", state.consecutive_failures},
          {"breaker", state.breaker_open_since ? "open" : "closed"},
          {"breaker_open_since", time_json(state.breaker_open_since)},
          {"held_since", time_json(state.held_since)},
          {"disabled", disabled_json(view)}};
}

/// The same for people: what is as it should be is not said.
nlohmann::json state_document(const listener_view& view) {
  auto document = without_nulls(state_json(view));
  if (!view.state.breaker_open_since)
    document.erase("breaker");
  if (document.erase("disabled") > 0)
    document["disabled_by"] =
        view.state.disabled_by + ", because " + view.state.disabled_because + " (" +
        time_text(view.state.disabled_at.value_or(listener_state::time_point{})) + ")";
  return document;
}

nlohmann::ordered_json broken_json(const listener_finding& found) {
  if (found.problem.empty())
    return nullptr;
  return {{"reason", found.problem},
          {"since", time_json(found.broken_since)},
          {"in_use", name_of(found.version)}};
}

} // namespace

nlohmann::json document_of(const listener& what) {
  nlohmann::json document{{"event_types", what.event_types},
                          {"id", what.id},
                          {"notifier_config", parsed<nlohmann::json>(what.notifier_config)},
                          {"notifier_type_id", what.notifier_type}};
  if (!what.enabled)
    document["enabled"] = false;
  if (what.paused)
    document["paused"] = true;
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
  if (auto state = state_document(view); !state.empty())
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
          {"paused", what.paused},
          {"event_types", what.event_types},
          {"filter", parsed<nlohmann::ordered_json>(what.filter)},
          {"notifier_config", parsed<nlohmann::ordered_json>(what.notifier_config)},
          {"delivery", parsed<nlohmann::ordered_json>(what.delivery)},
          {"state", state_json(view)},
          {"broken", broken_json(view.found)}};
}

} // namespace fanfare
