#include "cli/listener_http.hpp"

#include "cli/arguments.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

namespace {

/// A flag and the key of the listener's configuration that it fills.
struct config_flag {
  std::string_view flag;
  const char* key;
};

constexpr config_flag config_flags[] = {{"--url", "url"},
                                        {"--username", "username"},
                                        {"--password", "password"},
                                        {"--ca-path", "ca_path"}};

/// Writes the keys that were given; an empty value is a value.
result<nlohmann::ordered_json> given_config(const arguments& said, console& from) {
  auto config = nlohmann::ordered_json::object();
  for (const auto& [name, key] : config_flags) {
    auto value = said.value(name);
    if (!value)
      continue;
    auto text = name == "--password" ? given_secret(name, *value, from) : plain_text(name, *value);
    if (!text)
      return text.error();
    config[key] = *std::move(text);
  }
  return config;
}

int create(const arguments& said, console& to) {
  return create_listener_of("http", said, to, given_config(said, to));
}

int update(const arguments& said, console& to) {
  return update_listener_of("http", said, to, given_config(said, to));
}

std::vector<flag> flags_of_pulp(need at_creation) {
  return {event_type_flag(at_creation),
          {"--url", "full URL to invoke to send the event info", takes::url, at_creation},
          {"--username", "optional username to be passed as basic auth credentials when the HTTP "
                         "call is invoked."},
          {"--password",
           "optional password to be passed as basic auth credentials when the HTTP call is "
           "invoked.",
           takes::secret},
          {"--ca-path", "optional CA file used instead of the system CA when the HTTP call is "
                        "invoked."}};
}

constexpr std::string_view secrets_note =
    "A password may also be written as @FILE, or as - to be read from standard input; then other "
    "users of this machine cannot see it. Written as env:NAME or file:PATH it is not stored, but "
    "looked up by the node for each use.";

} // namespace

section listener_http_section() {
  auto for_create = flags_of_pulp(need::required);
  for_create.push_back(name_flag());
  for_create.push_back(filter_flag());
  for_create.push_back(delivery_flag());
  auto for_update = flags_of_pulp(need::optional);
  for_update.insert(for_update.begin(), listener_id_flag());
  for_update.push_back(unset_flag());
  for_update.push_back(new_filter_flag());
  for_update.push_back(delivery_flag());
  return {"http",
          "manage http listeners",
          {},
          {{.name = "create",
            .description = "create a listener",
            .flags = std::move(for_create),
            .run = create,
            .note = secrets_note},
           {.name = "update",
            .description = "update a listener",
            .flags = std::move(for_update),
            .run = update,
            .note = secrets_note}}};
}

} // namespace fanfare
