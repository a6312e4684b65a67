#include "messages/listener_event.hpp"

#include "fanfare/time_text.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;
using kind = listener_event::kind;

void add_time(json& to, const char* key, const std::optional<listener_event::time_point>& when) {
  to[key] = when ? json(time_text(*when)) : json(nullptr);
}

void add_failing(json& to, const listener_event& what) {
  add_time(to, "failing_since", what.failing_since);
  to["consecutive_failures"] = what.failures;
  to["last_error"] = what.last_error;
}

json payload_of(const listener_event& what) {
  json payload{{"listener_id", what.listener_id},
               {"listener_name", what.listener_name},
               {"notifier_type_id", what.notifier_type}};
  switch (what.what) {
  case kind::failing:
    add_failing(payload, what);
    break;
  case kind::recovered:
    add_time(payload, "failing_since", what.failing_since);
    break;
  case kind::disabling_soon:
    add_failing(payload, what);
    payload["percent"] = what.percent;
    add_time(payload, "disabling_at", what.disabling_at);
    break;
  case kind::disabled:
    payload["disabled_by"] = "fanfare";
    payload["reason"] = what.reason;
    add_failing(payload, what);
    break;
  case kind::dead_letter:
    payload["count"] = what.count;
    payload["reason"] = what.reason;
    payload["last_answer"] = what.last_error;
    payload["event_id"] = what.event_id;
    break;
  case kind::quarantined:
    payload["reason"] = what.reason;
    break;
  }
  return payload;
}

} // namespace

std::string_view type_of(kind what) {
  switch (what) {
  case kind::failing:
    return "fanfare.listener.failing";
  case kind::recovered:
    return "fanfare.listener.recovered";
  case kind::disabling_soon:
    return "fanfare.listener.disabling_soon";
  case kind::disabled:
    return "fanfare.listener.disabled";
  case kind::dead_letter:
    return "fanfare.listener.dead_letter";
  case kind::quarantined:
    return "fanfare.listener.quarantined";
  }
  return {};
}

std::vector<std::string_view> listener_event_types() {
  std::vector<std::string_view> all;
  for (const auto each : {kind::failing, kind::recovered, kind::disabling_soon, kind::disabled,
                          kind::dead_letter, kind::quarantined})
    all.push_back(type_of(each));
  return all;
}

std::string report_of(const listener_event& what) {
  const json report{
      {"event_type", type_of(what.what)}, {"payload", payload_of(what)}, {"call_report", nullptr}};
  return report.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace fanfare
