#include "engine/event_catalogue.hpp"

namespace fanfare {

const std::vector<known_event_type>& event_catalogue() {
  static const std::vector<known_event_type> all{
      {"repo.publish.start",
       "Fires when any repository starts a publish operation.",
       {"repo_id", "distributor_id"}},
      {"repo.publish.finish",
       "Fires when any repository finishes a publish operation.",
       {"repo_id", "distributor_id", "distributor_type_id", "started", "completed", "result",
        "summary", "details", "error_message", "exception", "traceback", "id"}},
      {"repo.sync.start", "Fires when any repository starts a sync operation.", {"repo_id"}},
      {"repo.sync.finish",
       "Fires when any repository finishes a sync operation.",
       {"repo_id", "importer_id", "importer_type_id", "started", "completed", "result",
        "added_count", "updated_count", "removed_count", "summary", "details", "error_message",
        "exception", "traceback", "id"}},
  };
  return all;
}

std::vector<std::string_view> catalogued_names() {
  std::vector<std::string_view> names;
  for (const auto& type : event_catalogue())
    names.push_back(type.name);
  return names;
}

} // namespace fanfare
