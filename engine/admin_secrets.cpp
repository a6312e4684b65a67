#include "engine/admin_secrets.hpp"

#include "messages/json_object.hpp"
#include "messages/listener_json.hpp"

namespace fanfare {
namespace {

using json = nlohmann::ordered_json;

const json* member(const json* of, const std::string& key) {
  if (!of || !of->is_object())
    return nullptr;
  const auto found = of->find(key);
  return found == of->end() ? nullptr : &*found;
}

const json* item(const json* of, std::size_t index) {
  return of && of->is_array() && index < of->size() ? &(*of)[index] : nullptr;
}

/// Follows `path` as mask_fields does; returns false if there was a mask with
/// nothing to put in its place.
bool restore(json& value, const json* old, std::string_view path) {
  bool all = true;
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      all &= restore(value[i], item(old, i), path);
  if (!value.is_object())
    return all;
  for (auto& each : value.items()) {
    const std::string_view key = each.key();
    const auto* before = member(old, each.key());
    if (key == path && each.value() == mask) {
      all &= before != nullptr;
      if (before)
        each.value() = *before;
    } else if (path.starts_with(key) && path.substr(key.size()).starts_with('.')) {
      all &= restore(each.value(), before, path.substr(key.size() + 1));
    }
  }
  return all;
}

} // namespace

const std::vector<std::string>& likely_secret_fields() {
  static const std::vector<std::string> fields{"password", "secret",       "secrets",
                                               "token",    "bearer_token", "api_key"};
  return fields;
}

result<std::string> with_kept_secrets(std::string_view config,
                                      const std::vector<std::string>& fields,
                                      std::string_view old) {
  auto whole = json_object(config, "notifier_config");
  if (!whole)
    return whole.error();
  const auto before = json_object(old, "notifier_config");
  for (const auto& field : fields)
    if (!restore(*whole, before ? &*before : nullptr, field))
      return error{errc::invalid_listener, field + ": " + std::string{mask} +
                                               " only stands for a secret that is kept, and there "
                                               "is none; give the secret itself"};
  return whole->dump();
}

} // namespace fanfare
