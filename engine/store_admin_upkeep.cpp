#include "engine/diagnosis.hpp"
#include "engine/event_catalogue.hpp"
#include "engine/explain.hpp"
#include "engine/store_admin.hpp"
#include "messages/parse_report.hpp"

namespace fanfare {

result<std::vector<live_node>> store_admin::nodes() {
  const auto alive = on_.live_nodes();
  if (!alive)
    return alive.error();
  std::vector<live_node> shown;
  for (const auto& each : *alive)
    shown.push_back({each.name, each.notifier_types, each.heartbeat_age});
  return shown;
}

result<explained_report> store_admin::explain(const report& what, std::string_view only) {
  const auto parsed = parse_report(what.body, how_.limits.max_event_bytes);
  if (!parsed)
    return parsed.error();
  explained_report made{parsed->type, {}};
  if (!only.empty()) {
    const auto kept = existing(only);
    if (!kept)
      return kept.error();
    made.listeners.push_back(fanfare::explain(*kept, parsed->type));
    return made;
  }
  const auto loaded = on_.listeners().load();
  if (!loaded)
    return loaded.error();
  for (const auto& kept : loaded->all)
    made.listeners.push_back(fanfare::explain(kept, parsed->type));
  return made;
}

std::vector<known_event_type> store_admin::event_types() { return event_catalogue(); }

std::vector<finding> store_admin::diagnose() { return diagnosis{on_, how_, check_listeners()}.all(); }

result<void> store_admin::backup(const std::string& path, if_there then,
                                 const on_progress& progress) {
  return on_.backup(path, then, progress);
}

} // namespace fanfare
