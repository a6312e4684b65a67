#include "cli/listener_any.hpp"

#include "cli/arguments.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"

namespace fanfare {

namespace {

int create(const arguments& said, console& to) {
  auto config = given_text("--config", said.value("--config").value_or("{}"), to);
  if (!config)
    return fail(to, config.error());
  return create_listener(said, to,
                         {.notifier_type = said.value("--type").value_or(""),
                          .event_types = said.values("--event-type"),
                          .notifier_config = *std::move(config)});
}

int update(const arguments& said, console& to) {
  listener_change change;
  if (auto value = said.value("--config")) {
    auto config = given_text("--config", *value, to);
    if (!config)
      return fail(to, config.error());
    change.notifier_config = *std::move(config);
  }
  return update_listener(said, to, std::move(change));
}

flag config_flag(std::string_view text) { return {"--config", text, takes::secret}; }

constexpr std::string_view config_note =
    "The configuration may also be written as @FILE, or as - to be read from standard input. Here "
    "--config is the listener's; the program's goes before `event`.";

} // namespace

command listener_create_command() {
  return {.name = "create",
          .description = "create a listener of any type",
          .flags = {event_type_flag(need::required),
                    {"--type", "type of the notifier", takes::value, need::required},
                    config_flag("what the notifier needs, as a JSON object"),
                    name_flag(),
                    filter_flag(),
                    delivery_flag()},
          .run = create,
          .note = config_note};
}

command listener_update_command() {
  return {.name = "update",
          .description = "update a listener of any type",
          .flags = {listener_id_flag(), event_type_flag(need::optional),
                    config_flag("keys to change, as a JSON object; null removes a key"),
                    unset_flag(), new_filter_flag(), delivery_flag()},
          .run = update,
          .note = config_note};
}

} // namespace fanfare
