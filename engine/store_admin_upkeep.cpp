#include "engine/diagnosis.hpp"
#include "engine/event_catalogue.hpp"
#include "engine/explain.hpp"
#include "engine/store_admin.hpp"
#include "messages/parse_report.hpp"

#include <algorithm>

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
  const auto parsed = parse_report(what.body, how_.limits.max_event_bytes, report_author::engine);
  if (!parsed)
    return parsed.error();
  const auto quarantined = on_.broken().all();
  if (!quarantined)
    return quarantined.error();
  explained_report made{parsed->type, {}};
  const auto add = [&](const stored_listener& kept) {
    made.listeners.push_back(
        fanfare::explain(kept, set_aside(kept, *quarantined), parsed->type, what.body));
  };
  if (!only.empty()) {
    const auto kept = existing(only);
    if (!kept)
      return kept.error();
    add(*kept);
    return made;
  }
  const auto loaded = on_.listeners().load();
  if (!loaded)
    return loaded.error();
  for (const auto& kept : loaded->all)
    add(kept);
  return made;
}

result<std::vector<known_event_type>> store_admin::event_types() {
  const auto seen = on_.types().all();
  if (!seen)
    return seen.error();
  auto all = event_catalogue();
  for (const auto& name : *seen) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    if (known == all.end())
      all.push_back({.name = name, .seen = true});
    else
      known->seen = true;
  }
  return all;
}

std::vector<finding> store_admin::diagnose() {
  return diagnosis{on_, how_, check_listeners()}.all();
}

result<void> store_admin::backup(const std::string& path, if_there then,
                                 const on_progress& progress) {
  return on_.backup(path, then, progress);
}

} // namespace fanfare
