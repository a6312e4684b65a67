#include "cli/listener_changes.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/store_access.hpp"
#include "cli/suggestion.hpp"
#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

void tell_notes(admin& store, const std::vector<std::string>& event_types, console& to) {
  for (const auto& note : store.notes(event_types))
    to.err << "note: " << printable(note) << '\n';
}

/// Returns the text that a flag stands for, or nothing if it was not given.
result<std::optional<std::string>> given(std::string_view flag, const arguments& said,
                                         console& from) {
  auto value = said.value(flag);
  if (!value)
    return std::optional<std::string>{};
  auto text = given_text(flag, *value, from);
  if (!text)
    return text.error();
  return std::optional{*std::move(text)};
}

bool changes_nothing(const listener_change& change) {
  return !change.event_types && !change.notifier_config && !change.delivery && !change.enabled &&
         !change.filter;
}

/// Finds the listener, by id or name, and checks that the command is made for it.
result<listener> listener_to_change(admin& store, std::string_view id, std::string_view type) {
  auto found = store.find(id);
  if (!found)
    return found.error();
  if (!type.empty() && found->notifier_type != type)
    return error{errc::invalid_listener,
                 "listener " + found->id + " is of type " + found->notifier_type +
                     "; change it with `fanfare event listener update --config`."};
  return found;
}

using nlohmann::ordered_json;

/// Adds the keys of `--unset` to the change of a configuration.
result<void> take_out(const std::vector<std::string>& keys, const listener& from,
                      listener_change& change) {
  if (keys.empty())
    return {};
  const auto present = ordered_json::parse(from.notifier_config, nullptr, false);
  auto config = ordered_json::parse(change.notifier_config.value_or("{}"), nullptr, false);
  const auto refused = [](const std::string& key, const std::string& why) {
    return error{errc::invalid_listener, "--unset " + key + ": " + why};
  };
  if (!present.is_object() || !config.is_object())
    return refused(keys.front(), "the configuration is no JSON object.");
  std::vector<std::string_view> known;
  for (const auto& member : present.items())
    known.push_back(member.key());
  for (const auto& key : keys) {
    if (!present.contains(key))
      return refused(key,
                     "the listener's configuration has no such key." + suggestion_for(key, known));
    if (config.contains(key))
      return refused(key, "the same command sets it.");
    config[key] = nullptr;
  }
  change.notifier_config = config.dump();
  return {};
}

} // namespace

int create_listener(const arguments& said, console& to, listener_draft draft) {
  auto delivery = given("--delivery", said, to);
  if (!delivery)
    return fail(to, delivery.error());
  draft.delivery = delivery->value_or("");
  auto filter = given("--filter", said, to);
  if (!filter)
    return fail(to, filter.error());
  if (*filter && (*filter)->empty())
    return fail_usage(to, "--filter is empty; leave it out for a listener without filter.");
  draft.filter = filter->value_or("");
  draft.name = said.value("--name").value_or("");
  auto store = open_admin(said, to, if_missing::create);
  if (!store)
    return fail(to, store.error());
  auto id = (*store)->create(draft);
  if (!id)
    return fail(to, id.error());
  to.out << "Event listener successfully created\nId: " << *id << '\n';
  if (auto why = (*store)->why_held(draft.notifier_type))
    to.err << "warning: deliveries to listeners of type " << draft.notifier_type
           << " are held: " << printable(*why) << '\n';
  tell_notes(**store, draft.event_types, to);
  return exit_ok;
}

int update_listener(const arguments& said, console& to, listener_change change,
                    std::string_view notifier_type) {
  auto delivery = given("--delivery", said, to);
  if (!delivery)
    return fail(to, delivery.error());
  change.delivery = *std::move(delivery);
  auto filter = given("--filter", said, to);
  if (!filter)
    return fail(to, filter.error());
  change.filter = *std::move(filter);
  if (said.has("--event-type"))
    change.event_types = said.values("--event-type");
  if (changes_nothing(change) && !said.has("--unset")) {
    to.out << "No changes were made\n";
    return exit_ok;
  }
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto named = said.value("--listener-id").value_or("");
  auto found = listener_to_change(**store, named, notifier_type);
  if (!found)
    return fail_listener(to, named, found.error());
  if (auto added = take_out(said.values("--unset"), *found, change); !added)
    return fail(to, added.error());
  if (auto updated = (*store)->update(found->id, change); !updated)
    return fail_listener(to, named, updated.error());
  to.out << "Event listener successfully updated\n";
  if (change.event_types)
    tell_notes(**store, *change.event_types, to);
  return exit_ok;
}

int create_listener_of(std::string_view notifier_type, const arguments& said, console& to,
                       const result<nlohmann::ordered_json>& config) {
  if (!config)
    return fail(to, config.error());
  return create_listener(said, to,
                         {.notifier_type = std::string{notifier_type},
                          .event_types = said.values("--event-type"),
                          .notifier_config = config->dump()});
}

int update_listener_of(std::string_view notifier_type, const arguments& said, console& to,
                       const result<nlohmann::ordered_json>& config) {
  if (!config)
    return fail(to, config.error());
  listener_change change;
  if (!config->empty())
    change.notifier_config = config->dump();
  return update_listener(said, to, std::move(change), notifier_type);
}

int fail_listener(console& to, std::string_view id, const error& why) {
  if (why.code != errc::not_found)
    return fail(to, why);
  to.err << "The following resource(s) could not be found:\n  " << printable(id)
         << " (event_listener)\n";
  return exit_code_of(why.code);
}

} // namespace fanfare
