#include "cli/event_section.hpp"

#include "fanfare/admin.hpp"

#include "cli/arguments.hpp"
#include "cli/attempt_commands.hpp"
#include "cli/console.hpp"
#include "cli/event_story.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_section.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

flag json_flag() { return {"--json", "print JSON, for programs", takes::nothing}; }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

// -- types ----------------------------------------------------------------------

int show_types(const arguments& said, console& to) {
  const auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto types = (*store)->event_types();
  if (!types)
    return fail(to, types.error());
  auto array = ordered_json::array();
  for (const auto& type : *types) {
    if (said.has("--json")) {
      array.push_back({{"name", type.name},
                       {"description", type.description},
                       {"payload_fields", type.payload_fields},
                       {"seen", type.seen}});
      continue;
    }
    to.out << type.name << '\n';
    if (type.description.empty())
      to.out << "  Seen in this store.\n";
    else
      to.out << hanging("  ", type.description, to.width) << '\n'
             << hanging("  Payload: ", joined(type.payload_fields), to.width) << '\n';
  }
  if (said.has("--json"))
    to.out << array.dump(2) << '\n';
  return exit_ok;
}

// -- explain --------------------------------------------------------------------

std::string_view name_of(match_reason why) {
  switch (why) {
  case match_reason::matched:
    return "matched";
  case match_reason::broken:
    return "broken";
  case match_reason::disabled:
    return "disabled";
  case match_reason::event_type:
    return "event_type";
  case match_reason::filter:
    return "filter";
  }
  return "broken";
}

ordered_json json_of(const explained_report& what) {
  auto listeners = ordered_json::array();
  for (const auto& one : what.listeners)
    listeners.push_back({{"id", one.listener_id},
                         {"name", one.listener_name},
                         {"notifier_type_id", one.notifier_type},
                         {"matched", one.why == match_reason::matched},
                         {"reason", name_of(one.why)},
                         {"clauses", one.clauses},
                         {"found", one.found},
                         {"sentence", one.sentence}});
  return {{"event_type", what.event_type}, {"listeners", listeners}};
}

void show(const explained_report& what, console& to) {
  to.out << "Event type: " << what.event_type << '\n';
  for (const auto& one : what.listeners) {
    to.out << (one.why == match_reason::matched ? "matches   " : "no match  ")
           << printable(one.listener_id);
    if (!one.listener_name.empty())
      to.out << ' ' << printable(one.listener_name);
    to.out << " (" << printable(one.notifier_type) << "): " << printable(one.sentence) << '\n';
  }
}

/// Reads the event that is to be explained: any one, also of the engine's own types.
result<report> one_report(const arguments& said, const report_limits& limits, console& from) {
  auto text = read_source(said.operand.value_or("-"), limits.max_body_bytes + 1, from);
  if (!text)
    return text.error();
  const auto first = text->find_first_not_of(" \t\r\n");
  if (first == std::string::npos)
    return error{errc::invalid_report, "there is no event: what was read is empty"};
  if ((*text)[first] == '[')
    return error{errc::invalid_report,
                 "one event is explained at a time, and this is a list; give one object of it"};
  return report{*std::move(text), {}};
}

int explain(const arguments& said, console& to) {
  const auto only = said.value("--listener-id");
  if (only && only->empty())
    return fail_usage(to, "--listener-id is empty; leave it out to ask about all listeners.");
  const auto chosen = chosen_options(said, to);
  if (!chosen)
    return fail(to, chosen.error());
  const auto what = one_report(said, chosen->limits, to);
  if (!what)
    return fail(to, what.error());
  const auto store = admin::open(*chosen);
  if (!store)
    return fail(to, store.error());
  const auto explained = (*store)->explain(*what, only.value_or(""));
  if (!explained)
    return fail_listener(to, only.value_or(""), explained.error());
  if (said.has("--json"))
    to.out << json_of(*explained).dump(2, ' ', false, ordered_json::error_handler_t::replace)
           << '\n';
  else
    show(*explained, to);
  return exit_ok;
}

} // namespace

section event_section() {
  return {"event",
          "subscribe to event notifications",
          {listener_section()},
          {{"types", "list the event types that are known", {json_flag()}, show_types},
           event_show_command(),
           event_tail_command(),
           {.name = "explain",
            .description = "tell which listeners an event matches, and why",
            .flags = {{"--listener-id", "only for this event listener"}, json_flag()},
            .run = explain,
            .optional_operand = {"FILE", "the event report; - or nothing reads standard input"}}}};
}

} // namespace fanfare
