#include "cli/listener_amqp.hpp"

#include "cli/arguments.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"

#include <nlohmann/json.hpp>

namespace fanfare {

namespace {

/// Writes the exchange if it was given; an empty one stands for the configured one.
result<nlohmann::ordered_json> given_config(const arguments& said) {
  auto config = nlohmann::ordered_json::object();
  if (auto exchange = said.value("--exchange")) {
    auto text = plain_text("--exchange", *exchange);
    if (!text)
      return text.error();
    config["exchange"] = *std::move(text);
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

} // namespace

section listener_amqp_section() {
  return {"amqp",
          "manage amqp listeners",
          {},
          {{.name = "create",
            .description = "create a listener",
            .flags = {event_type_flag(need::required), exchange_flag(), name_flag(), filter_flag(),
                      delivery_flag()},
            .run = create},
           {.name = "update",
            .description = "update an event listener",
            .flags = {listener_id_flag(), event_type_flag(need::optional), exchange_flag(),
                      unset_flag(), new_filter_flag(), delivery_flag()},
            .run = update}}};
}

} // namespace fanfare
