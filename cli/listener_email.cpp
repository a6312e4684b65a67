#include "cli/listener_email.hpp"

#include "cli/arguments.hpp"
#include "cli/csv_line.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

namespace {

result<std::vector<std::string>> given_addresses(std::string_view said) {
  auto text = plain_text("--addresses", said);
  if (!text)
    return text.error();
  auto fields = csv_fields(*text);
  if (!fields)
    return error{fields.error().code, "--addresses: " + fields.error().detail + "."};
  return fields;
}

/// Writes the keys that were given; an empty value is a value.
result<nlohmann::ordered_json> given_config(const arguments& said) {
  auto config = nlohmann::ordered_json::object();
  if (auto subject = said.value("--subject")) {
    auto text = plain_text("--subject", *subject);
    if (!text)
      return text.error();
    config["subject"] = *std::move(text);
  }
  if (auto addresses = said.value("--addresses")) {
    auto list = given_addresses(*addresses);
    if (!list)
      return list.error();
    config["addresses"] = *std::move(list);
  }
  return config;
}

int create(const arguments& said, console& to) {
  return create_listener_of("email", said, to, given_config(said));
}

int update(const arguments& said, console& to) {
  return update_listener_of("email", said, to, given_config(said));
}

flag subject_flag(need at_creation) {
  return {"--subject", "text of the email's subject", takes::value, at_creation};
}

flag addresses_flag(need at_creation) {
  return {"--addresses",
          "this is a comma separated list of email addresses that should receive these "
          "notifications. Do not include spaces.",
          takes::value, at_creation};
}

} // namespace

section listener_email_section() {
  return {"email",
          "manage email listeners",
          {},
          {{.name = "create",
            .description = "create a listener",
            .flags = {event_type_flag(need::required), subject_flag(need::required),
                      addresses_flag(need::required), name_flag(), filter_flag(), delivery_flag()},
            .run = create},
           {.name = "update",
            .description = "update a listener",
            .flags = {listener_id_flag(), subject_flag(need::optional),
                      addresses_flag(need::optional), event_type_flag(need::optional), unset_flag(),
                      new_filter_flag(), delivery_flag()},
            .run = update}}};
}

} // namespace fanfare
