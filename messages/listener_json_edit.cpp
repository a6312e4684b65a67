#include "messages/json_object.hpp"
#include "messages/listener_json.hpp"

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;

/// Masks what `path` names in `value`: the member of that name, dots included,
/// or of the first segments of it, wherever lists lie in between.
void mask_path(json& value, std::string_view path) {
  if (value.is_array())
    for (auto& each : value)
      mask_path(each, path);
  if (!value.is_object())
    return;
  for (auto& member : value.items()) {
    std::string_view key = member.key();
    if (key == path)
      member.value() = mask;
    else if (path.starts_with(key) && path.substr(key.size()).starts_with('.'))
      mask_path(member.value(), path.substr(key.size() + 1));
  }
}

} // namespace

result<std::string> merge_json(std::string_view object, std::string_view change,
                               std::string_view field) {
  auto merged = json_object(object.empty() ? "{}" : object, field);
  if (!merged)
    return merged.error();
  auto changes = json_object(change.empty() ? "{}" : change, field);
  if (!changes)
    return changes.error();
  for (const auto& member : changes->items()) {
    if (member.value().is_null())
      merged->erase(member.key());
    else
      (*merged)[member.key()] = member.value();
  }
  return merged->dump();
}

std::string mask_fields(std::string_view config, const std::vector<std::string>& fields) {
  auto masked = json_object(config.empty() ? "{}" : config, "notifier_config");
  if (!masked)
    return "{}";
  for (const auto& field : fields)
    mask_path(*masked, field);
  return masked->dump();
}

} // namespace fanfare
