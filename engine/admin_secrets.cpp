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

/// Follows `path` as `restore` does, in what both have.
void fill_in(json& value, const json* old, std::string_view path) {
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i)
      fill_in(value[i], item(old, i), path);
  if (!value.is_object() || !old)
    return;
  const std::string whole{path};
  if (const auto* before = member(old, whole); before && !value.contains(whole))
    value[whole] = *before;
  for (auto& each : value.items()) {
    const std::string_view key = each.key();
    if (path.starts_with(key) && path.substr(key.size()).starts_with('.'))
      fill_in(each.value(), member(old, each.key()), path.substr(key.size() + 1));
  }
}

/// Returns where the query of a URL begins, behind its question mark; npos: it has none.
std::size_t query_of(std::string_view url) {
  const auto mark = url.find('?');
  return mark == std::string_view::npos ? mark : mark + 1;
}

/// As `restore`, for the query of the `url`.
bool restore_query(json& config, const json* old) {
  const auto* url = member(&config, "url");
  if (!url || !url->is_string())
    return true;
  const auto shown = url->get<std::string>();
  const auto query = query_of(shown);
  if (query == std::string::npos || shown.substr(query) != mask)
    return true;
  const auto* before = member(old, "url");
  if (!before || !before->is_string())
    return false;
  const auto kept = before->get<std::string>();
  const auto kept_query = query_of(kept);
  if (kept_query == std::string::npos)
    return false;
  config["url"] = shown.substr(0, query) + kept.substr(kept_query);
  return true;
}

} // namespace

const std::vector<std::string>& likely_secret_fields() {
  static const std::vector<std::string> fields{"password", "secret",       "secrets",
                                               "token",    "bearer_token", "api_key"};
  return fields;
}

std::string with_masked_query(std::string_view config) {
  auto whole = json_object(config, "notifier_config");
  const auto* url = whole ? member(&*whole, "url") : nullptr;
  if (!url || !url->is_string())
    return std::string{config};
  const auto text = url->get<std::string>();
  const auto query = query_of(text);
  if (query == std::string::npos || query == text.size())
    return std::string{config};
  (*whole)["url"] = text.substr(0, query) + std::string{mask};
  return whole->dump();
}

result<std::string> with_kept_secrets(std::string_view config,
                                      const std::vector<std::string>& fields,
                                      std::string_view old) {
  auto whole = json_object(config, "notifier_config");
  if (!whole)
    return whole.error();
  const auto before = json_object(old, "notifier_config");
  const auto none = [](std::string_view field) {
    return error{errc::invalid_listener, std::string{field} + ": " + std::string{mask} +
                                             " only stands for a secret that is kept, and there "
                                             "is none; give the secret itself"};
  };
  for (const auto& field : fields)
    if (!restore(*whole, before ? &*before : nullptr, field))
      return none(field);
  if (!restore_query(*whole, before ? &*before : nullptr))
    return none("url");
  return whole->dump();
}

std::string with_absent_secrets(std::string_view config, const std::vector<std::string>& fields,
                                std::string_view old) {
  auto whole = json_object(config, "notifier_config");
  const auto before = json_object(old, "notifier_config");
  if (!whole || !before)
    return std::string{config};
  for (const auto& field : fields)
    fill_in(*whole, &*before, field);
  return whole->dump();
}

} // namespace fanfare
