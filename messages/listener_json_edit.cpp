#include "messages/json_object.hpp"
#include "messages/listener_json.hpp"
#include "messages/secret_reference.hpp"

namespace fanfare {

namespace {

using json = nlohmann::ordered_json;

/// Does `what` to each member of `value` that `path` names: the member of that
/// name, dots included, or of the first segments of it, wherever lists lie in between.
template <class Deed>
void at_path(json& value, std::string_view path, const Deed& what) {
  if (value.is_array())
    for (auto& each : value)
      at_path(each, path, what);
  if (!value.is_object())
    return;
  if (value.contains(std::string{path}))
    what(value, path);
  for (auto& member : value.items()) {
    const std::string_view key = member.key();
    if (path.starts_with(key) && path.substr(key.size()).starts_with('.'))
      at_path(member.value(), path.substr(key.size() + 1), what);
  }
}

bool may_be_shown(const json& value) {
  return value.is_string() && is_secret_reference(value.get_ref<const std::string&>());
}

/// Does `what` to every member that one of `fields` names and that holds a secret.
template <class Deed>
std::string edited(std::string_view config, const std::vector<std::string>& fields,
                   const Deed& what) {
  auto whole = json_object(config.empty() ? "{}" : config, "notifier_config");
  if (!whole)
    return "{}";
  for (const auto& field : fields)
    at_path(*whole, field, [&what](json& in, std::string_view key) {
      if (!may_be_shown(in[std::string{key}]))
        what(in, std::string{key});
    });
  return whole->dump();
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
  return edited(config, fields, [](json& in, const std::string& key) { in[key] = mask; });
}

std::string without_fields(std::string_view config, const std::vector<std::string>& fields) {
  return edited(config, fields, [](json& in, const std::string& key) { in.erase(key); });
}

} // namespace fanfare
