#include "cli/listener_amqp.hpp"

#include "cli/arguments.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

namespace {

/// Writes the keys that were given; an empty one stands for what is configured.
result<nlohmann::ordered_json> given_config(const arguments& said) {
  auto config = nlohmann::ordered_json::object();
  for (const auto* name : {"exchange", "ttl"}) {
    const auto flag = std::string{"--"} + name;
    const auto given = said.value(flag);
    if (!given)
      continue;
    auto text = plain_text(flag, *given);
    if (!text)
      return text.error();
    config[name] = *std::move(text);
  }
  return config;
}

int create(const arguments& said, console& to) {
  return create_listener_of("amqp", said, to, given_config(said));
}

int update(const arguments& said, console& to) {
  return update_listener_of("amqp", said, to, given_config(said));
}

flag exchange_flag() {
  return {"--exchange", "optional name of an exchange that overrides the setting from server.conf"};
}

flag ttl_flag() {
  return {"--ttl", "optional time that the broker keeps a message nobody takes, such as 15m; it "
                   "overrides ttl of [messaging]"};
}

} // namespace

section listener_amqp_section() {
  return {"amqp",
          "manage amqp listeners",
          {},
          {{.name = "create",
            .description = "create a listener",
            .flags = {event_type_flag(need::required), exchange_flag(), ttl_flag(), name_flag(),
                      filter_flag(), delivery_flag()},
            .run = create},
           {.name = "update",
            .description = "update an event listener",
            .flags = {listener_id_flag(), event_type_flag(need::optional), exchange_flag(),
                      ttl_flag(), unset_flag(), new_filter_flag(), delivery_flag()},
            .run = update}}};
}

} // namespace fanfare
