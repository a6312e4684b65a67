#include "engine/options_environment.hpp"

#include "messages/spelling.hpp"

#include <algorithm>

namespace fanfare {
namespace {

std::string upper(std::string_view text) {
  std::string made{text};
  std::transform(made.begin(), made.end(), made.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return made;
}

/// Whether the name starts as those of our sections do.
bool is_of_a_section(std::string_view name) {
  const auto sections = option_sections();
  return std::any_of(sections.begin(), sections.end(), [&](std::string_view section) {
    return name.starts_with("FANFARE_" + upper(section) + "_");
  });
}

result<void> apply(options& into, option_origins& origins, const option_key& key,
                   std::string_view text) {
  if (const auto done = set_option_from_text(into, key, text); !done)
    return error{done.error().code, environment_variable(key) + ": " + done.error().detail};
  if (key.section == "store" && key.name == "url")
    into.store_named = true;
  origins[&key] = environment_variable(key);
  return {};
}

result<void> apply_variable(options& into, option_origins& origins, std::string_view name,
                            std::string_view text) {
  std::vector<std::string> known;
  for (const auto& key : option_keys()) {
    if (environment_variable(key) == name)
      return apply(into, origins, key, text);
    known.push_back(environment_variable(key));
  }
  if (!is_of_a_section(name))
    return {};
  return error{errc::invalid_options, std::string{name} + ": there is no such key" +
                                          did_you_mean(name, {known.begin(), known.end()})};
}

} // namespace

std::string environment_variable(const option_key& key) {
  return "FANFARE_" + upper(key.section) + "_" + upper(key.name);
}

result<void> apply_environment(options& into, option_origins& origins,
                               const char* const* environment) {
  for (; environment && *environment; ++environment) {
    const std::string_view entry{*environment};
    const auto equals = entry.find('=');
    if (equals == std::string_view::npos || !entry.starts_with("FANFARE_"))
      continue;
    if (auto done =
            apply_variable(into, origins, entry.substr(0, equals), entry.substr(equals + 1));
        !done)
      return done;
  }
  return {};
}

} // namespace fanfare
