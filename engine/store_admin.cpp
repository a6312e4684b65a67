#include "engine/store_admin.hpp"

#include "actors/journal_backlog.hpp"
#include "engine/admin_secrets.hpp"
#include "engine/event_catalogue.hpp"
#include "engine/listener_id.hpp"
#include "engine/published_reports.hpp"
#include "matching/filter.hpp"
#include "messages/event_type.hpp"
#include "messages/json_text.hpp"
#include "messages/listener_event.hpp"
#include "messages/listener_json.hpp"
#include "messages/quote.hpp"
#include "messages/spelling.hpp"

#include <algorithm>
#include <exception>
#include <set>

namespace fanfare {
namespace {

/// More would hold the store's lock too long.
constexpr std::size_t most_in_a_commit = 256;

error wrong(std::string detail) { return {errc::invalid_listener, std::move(detail)}; }

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const auto& each : names)
    text += (text.empty() ? "" : ", ") + each;
  return text;
}

/// Asks a notifier, which may be the host's, and may throw whatever it likes.
result<void> validated(const notifier& way, std::string_view config) {
  const auto unchecked = [](const char* why) {
    return wrong(std::string{"notifier_config: the notifier could not check it: "} + why);
  };
  try {
    return way.validate(config);
  } catch (const std::exception& e) {
    return unchecked(e.what());
  } catch (...) {
    return unchecked("unknown exception");
  }
}

} // namespace

store_admin::store_admin(store& on, const options& how, const notifier_registry& ways)
    : on_{on}, ways_{ways}, how_{how} {}

// -- reading ------------------------------------------------------------------

result<std::vector<listener>> store_admin::listeners() {
  const auto loaded = on_.listeners().load();
  if (!loaded)
    return loaded.error();
  std::vector<listener> all;
  all.reserve(loaded->all.size());
  for (const auto& kept : loaded->all)
    all.push_back(shown(kept));
  return all;
}

result<listener> store_admin::find(std::string_view id_or_name) {
  const auto kept = existing(id_or_name);
  if (!kept)
    return kept.error();
  return shown(*kept);
}

result<store_counts> store_admin::counts() {
  const auto listeners = on_.listeners().load();
  if (!listeners)
    return listeners.error();
  const result<std::uint64_t> numbers[] = {on_.events().unsettled(), on_.events().referenced(),
                                           on_.parked().parked(), on_.dead().count()};
  for (const auto& number : numbers)
    if (!number)
      return number.error();
  return store_counts{listeners->all.size(), *numbers[0], *numbers[1], *numbers[2], *numbers[3]};
}

result<stored_listener> store_admin::existing(std::string_view id_or_name) {
  auto found = on_.listeners().find(id_or_name);
  if (!found)
    return found.error();
  if (!*found)
    return error{errc::not_found, "no listener has the id or the name " + quoted(id_or_name)};
  return std::move(**found);
}

listener store_admin::shown(const stored_listener& kept) const {
  auto what = kept_listener(kept.id, kept.json);
  if (!what) // Edited by hand into something else: it must not hide the others.
    return {kept.id, kept.name, kept.notifier_type, kept.claimable, {}, {}, {}, {}};
  what->notifier_config =
      with_masked_query(mask_fields(what->notifier_config, secret_fields(kept.notifier_type)));
  return std::move(*what);
}

std::vector<std::string> store_admin::secret_fields(std::string_view type) const {
  const auto way = ways_.find(type);
  return way ? way->secret_fields() : likely_secret_fields();
}

// -- changing -----------------------------------------------------------------

result<std::string> store_admin::create(const listener_draft& draft) {
  const auto before = same_name(draft);
  if (!before)
    return before.error();
  if (const auto known = check_type(draft.notifier_type); !known)
    return known.error();
  std::string old = "{}";
  if (*before)
    if (const auto was = kept_listener((*before)->id, (*before)->json))
      old = was->notifier_config;
  const auto config =
      with_kept_secrets(draft.notifier_config, secret_fields(draft.notifier_type), old);
  if (!config)
    return config.error();

  const auto id = *before ? (*before)->id : new_listener_id();
  const auto next = checked({id, draft.name, draft.notifier_type, draft.enabled, draft.event_types,
                             draft.filter, *config, draft.delivery, draft.paused});
  if (!next)
    return next.error();
  const auto seen = *before ? std::optional{(*before)->json} : std::nullopt;
  if (const auto put = on_.listeners().put(*next, seen); !put)
    return put.error();
  return id;
}

result<std::optional<stored_listener>> store_admin::same_name(const listener_draft& draft) {
  if (draft.name.empty())
    return std::optional<stored_listener>{};
  auto found = on_.listeners().find(draft.name);
  if (!found || !*found)
    return found;
  const auto& kept = **found;
  if (kept.name != draft.name)
    return wrong("name: " + quoted(draft.name) + " is the id of a listener; choose another");
  if (kept.notifier_type != draft.notifier_type)
    return wrong("name: " + quoted(draft.name) + " is a listener of type " +
                 quoted(kept.notifier_type) +
                 ", and the type never changes; delete it first, or "
                 "choose another name");
  return found;
}

result<void> store_admin::update(std::string_view id, const listener_change& change) {
  const auto before = existing(id);
  if (!before)
    return before.error();
  auto next = kept_listener(before->id, before->json);
  if (!next)
    return wrong("listener " + quoted(id) + " is broken in the store (" + next.error().detail +
                 "); delete it and create it again");
  if (change.event_types)
    next->event_types = *change.event_types;
  if (change.enabled)
    next->enabled = *change.enabled;
  if (change.paused)
    next->paused = *change.paused;
  if (change.filter)
    next->filter = *change.filter;
  if (change.notifier_config) {
    const auto full = with_kept_secrets(*change.notifier_config, secret_fields(next->notifier_type),
                                        next->notifier_config);
    const auto merged =
        full ? merge_json(next->notifier_config, *full, "notifier_config") : full.error();
    if (!merged)
      return merged.error();
    next->notifier_config = *merged;
  }
  if (change.delivery) {
    const auto merged = merge_json(next->delivery, *change.delivery, "delivery");
    if (!merged)
      return merged.error();
    next->delivery = *merged;
  }
  const auto kept = checked(*next);
  return kept ? on_.listeners().put(*kept, before->json) : kept.error();
}

result<std::uint64_t> store_admin::remove(std::string_view id) {
  const auto found = existing(id);
  if (!found)
    return found.error();
  return on_.listeners().erase(found->id);
}

result<std::uint64_t> store_admin::drop_waiting(std::string_view id) {
  const auto found = existing(id);
  if (!found)
    return found.error();
  return on_.parked().drop(found->id);
}

result<void> store_admin::check_type(const std::string& type) {
  if (ways_.find(type))
    return {};
  const auto nodes = on_.live_nodes();
  if (!nodes)
    return nodes.error();
  const auto here = ways_.types();
  std::set<std::string> known{here.begin(), here.end()};
  for (const auto& node : *nodes)
    known.insert(node.notifier_types.begin(), node.notifier_types.end());
  if (known.count(type) > 0)
    return {};
  return wrong("notifier_type_id: " + quoted(type) + " is known neither here nor to a live node; " +
               "known: " + listed(known) + did_you_mean(type, {known.begin(), known.end()}));
}

result<stored_listener> store_admin::checked(listener next) const {
  if (!next.filter.empty()) {
    if (const auto compiled = compile_filter(next.filter); !compiled)
      return compiled.error();
    next.filter = first_object(next.filter);
  }
  auto json = to_json(next);
  if (const auto read = listener_from_json(json); !read)
    return read.error();
  if (const auto applied = apply_delivery(next.delivery, how_.delivery); !applied)
    return applied.error();
  // A type that only other nodes have is theirs to check.
  if (const auto way = ways_.find(next.notifier_type))
    if (const auto valid = validated(*way, next.notifier_config); !valid)
      return valid.error();
  return stored_listener{next.id, next.name, next.notifier_type, next.enabled && !next.paused,
                         std::move(json)};
}

// -- publishing ---------------------------------------------------------------

result<receipt> store_admin::publish(std::vector<report> reports) {
  auto accepted = accept_reports(std::move(reports), how_.limits);
  if (!accepted)
    return accepted.error();
  const auto held = on_.events().unsettled();
  if (!held)
    return held.error();
  if (*held >= how_.max_unsettled_events)
    return full_journal(*held, how_.max_unsettled_events);
  auto& events = accepted->events;
  receipt made;
  for (std::size_t first = 0; first < events.size(); first += most_in_a_commit) {
    write_group group;
    const auto end = std::min(events.size(), first + most_in_a_commit);
    for (auto i = first; i < end; ++i)
      group.appends.push_back(std::move(events[i]));
    const auto ids = on_.events().write(group);
    if (!ids)
      return error{ids.error().code, ids.error().detail, std::move(made.ids)};
    for (const auto& id : *ids)
      made.ids.push_back(id.text());
  }
  return made;
}

std::optional<std::string> store_admin::why_held(std::string_view notifier_type) {
  const auto nodes = on_.live_nodes();
  const auto has_it = [&](const node_card& node) {
    return std::find(node.notifier_types.begin(), node.notifier_types.end(), notifier_type) !=
           node.notifier_types.end();
  };
  if (!nodes || nodes->empty())
    return ways_.why_held(notifier_type);
  if (std::any_of(nodes->begin(), nodes->end(), has_it))
    return std::nullopt;
  return ways_.why_held(notifier_type).value_or("no node that runs delivers them");
}

std::vector<std::string> store_admin::notes(const std::vector<std::string>& event_types) {
  std::vector<std::string> said;
  const auto seen = on_.types().all();
  auto known = catalogued_names();
  for (const auto type : listener_event_types())
    known.push_back(type);
  if (seen)
    known.insert(known.end(), seen->begin(), seen->end());
  for (const auto& type : event_types) {
    if (!is_event_type(type) || std::find(known.begin(), known.end(), type) != known.end())
      continue;
    said.push_back("no event of type " + quoted(type) + " is known or has been seen" +
                   did_you_mean(type, known));
  }
  return said;
}

} // namespace fanfare
