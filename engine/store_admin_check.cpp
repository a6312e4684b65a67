#include "engine/store_admin.hpp"
#include "messages/json_object.hpp"
#include "messages/listener_json.hpp"
#include "messages/secret_reference.hpp"
#include "notifiers/secret_source.hpp"

#include <algorithm>
#include <map>

namespace fanfare {
namespace {

using json = nlohmann::ordered_json;

/// Collects the references to secrets that stand anywhere in a configuration.
void collect_references(const json& in, const std::string& field,
                        std::vector<std::pair<std::string, std::string>>& into) {
  if (in.is_string() && is_secret_reference(in.get_ref<const std::string&>()))
    into.emplace_back(field, in.get<std::string>());
  if (in.is_object())
    for (const auto& member : in.items())
      collect_references(member.value(), member.key(), into);
  if (in.is_array())
    for (const auto& item : in)
      collect_references(item, field, into);
}

listener_finding found_broken(listener_finding about, std::string problem,
                              const quarantined_listener* kept) {
  about.problem = std::move(problem);
  about.version = listener_finding::in_use::nothing;
  if (kept) {
    about.broken_since = kept->since;
    if (!kept->last_good.empty())
      about.version = listener_finding::in_use::last_good;
  }
  return about;
}

} // namespace

result<std::vector<listener_state>> store_admin::states() { return on_.states().all(); }

result<std::vector<listener_finding>> store_admin::check_listeners() {
  const auto quarantined = on_.broken().all();
  if (!quarantined)
    return quarantined.error();
  const auto loaded = on_.listeners().load();
  if (!loaded)
    return loaded.error();
  std::map<std::string_view, const quarantined_listener*> by_id;
  for (const auto& each : *quarantined)
    by_id.emplace(each.id, &each);

  std::map<std::string_view, std::optional<std::string>> held; // by notifier type
  std::vector<listener_finding> all;
  for (const auto& kept : loaded->all) {
    listener_finding about{.id = kept.id, .name = kept.name};
    const auto found = by_id.find(kept.id);
    const auto* entry = found == by_id.end() ? nullptr : found->second;
    if (const auto valid = check_kept(kept); !valid)
      about = found_broken(std::move(about), valid.error().detail, entry);
    else if (entry && !ways_.find(kept.notifier_type)) // Only a node that has the type can say.
      about = found_broken(std::move(about), entry->reason, entry);
    else
      about.warnings = warnings_about(kept);
    auto [why_held_now, is_new] = held.try_emplace(kept.notifier_type);
    if (is_new)
      why_held_now->second = why_held(kept.notifier_type);
    if (about.problem.empty() && why_held_now->second)
      about.warnings.push_back("deliveries to it are held: " + *why_held_now->second);
    all.push_back(std::move(about));
  }
  return all;
}

/// Returns the place of a listener among those in quarantine, ordered by id, unless it
/// has been mended since; of a type that is not known here only a node can say that.
const quarantined_listener*
store_admin::set_aside(const stored_listener& kept,
                       const std::vector<quarantined_listener>& all) const {
  const auto found = std::lower_bound(
      all.begin(), all.end(), kept.id,
      [](const quarantined_listener& one, const std::string& id) { return one.id < id; });
  if (found == all.end() || found->id != kept.id)
    return nullptr;
  return check_kept(kept) && ways_.find(kept.notifier_type) ? nullptr : &*found;
}

result<void> store_admin::check_kept(const stored_listener& kept) const {
  const auto read = kept_listener(kept.id, kept.json);
  if (!read)
    return read.error();
  const auto valid = checked(*read);
  return valid ? result<void>{} : valid.error();
}

std::vector<std::string> store_admin::warnings_about(const stored_listener& kept) const {
  std::vector<std::string> said;
  const auto read = kept_listener(kept.id, kept.json);
  const auto config = read ? json_object(read->notifier_config, "notifier_config") : read.error();
  if (!config)
    return said;
  std::vector<std::pair<std::string, std::string>> references;
  collect_references(*config, "notifier_config", references);
  for (const auto& [field, reference] : references)
    if (const auto resolved = resolve_secret(reference); !resolved)
      said.push_back(field + ": " + resolved.error().detail +
                     "; it has to be there where the node runs");
  return said;
}

} // namespace fanfare
