#include "cli/event_story.hpp"

#include "fanfare/admin.hpp"
#include "fanfare/time_text.hpp"

#include "cli/arguments.hpp"
#include "cli/attempt_view.hpp"
#include "cli/console.hpp"
#include "cli/document.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_flags.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

std::string_view name_of(delivery_state which) {
  switch (which) {
  case delivery_state::open:
    return "open";
  case delivery_state::waiting:
    return "waiting";
  case delivery_state::delivered:
    return "delivered";
  case delivery_state::dead:
    return "dead";
  case delivery_state::ended:
    return "ended";
  }
  return "open";
}

ordered_json json_of(const delivery_story& one) {
  return {{"listener_id", one.listener_id},
          {"listener_name", one.listener_name},
          {"part", one.part},
          {"state", name_of(one.state)},
          {"attempts", one.attempts},
          {"due_at", one.due_at ? time_text(*one.due_at) : ""},
          {"reason", one.reason},
          {"dead_letter_id", one.dead_letter_id}};
}

ordered_json json_of(const event_story& what) {
  ordered_json shown{{"event_id", what.event_id},
                     {"event_type", what.event_type},
                     {"published_at", time_text(what.published_at)},
                     {"settled", what.settled},
                     {"report", nullptr},
                     {"deliveries", ordered_json::array()},
                     {"attempts", ordered_json::array()}};
  if (what.body)
    shown["report"] = *what.body;
  for (const auto& each : what.deliveries)
    shown["deliveries"].push_back(json_of(each));
  for (const auto& each : what.attempts)
    shown["attempts"].push_back(json_of(each));
  return shown;
}

std::string line_of(const delivery_story& one) {
  constexpr std::size_t state_columns = 9; // "delivered"
  auto line = padded(name_of(one.state), state_columns) + "  " + printable(one.listener_id);
  if (!one.listener_name.empty())
    line += " " + printable(one.listener_name);
  if (!one.part.empty())
    line += " (" + printable(one.part) + ")";
  line += "  " + std::to_string(one.attempts) + (one.attempts == 1 ? " attempt" : " attempts");
  return line;
}

void show(const event_story& what, console& to) {
  nlohmann::json head{{"event_id", what.event_id},
                      {"event_type", what.event_type},
                      {"published_at", time_text(what.published_at)},
                      {"settled", what.settled}};
  to.out << layout_of(head, to.width) << "\nDeliveries\n";
  for (const auto& each : what.deliveries) {
    to.out << hanging("  ", line_of(each), to.width) << '\n';
    if (each.state == delivery_state::waiting)
      to.out << "    " << (each.due_at ? "due " + time_text(*each.due_at) : "held") << '\n';
    if (!each.dead_letter_id.empty())
      to.out << "    dead letter " << printable(each.dead_letter_id) << '\n';
    if (!each.reason.empty())
      to.out << hanging("    ", printable(each.reason), to.width) << '\n';
  }
  if (what.deliveries.empty())
    to.out << (what.settled ? "  none is known\n" : "  none: no listener matches\n");
  to.out << "\nAttempts\n";
  for (const auto& each : what.attempts)
    to.out << "  " << lines_of(each, attempts_of::one_event, to.width);
  if (what.attempts.empty())
    to.out << "  none is known\n";
  if (what.body)
    to.out << "\nReport\n" << printable(*what.body) << '\n';
}

int show_event(const arguments& said, console& to) {
  if (!said.operand)
    return fail_usage(to, "name the event by its id, as `fanfare publish` prints it.");
  const auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto told = (*store)->story(*said.operand);
  if (!told)
    return fail(to, told.error());
  if (said.has("--json"))
    to.out << text_of(json_of(*told)) << '\n';
  else
    show(*told, to);
  return exit_ok;
}

} // namespace

command event_show_command() {
  return {.name = "show",
          .description = "tell what became of one event",
          .flags = {json_flag()},
          .run = show_event,
          .optional_operand = {"ID", "(required) id of the event"},
          .note = "Of an event that is settled the store keeps what waits and what is dead, and of "
                  "all events the attempts of late, under load not each of them ([history])."};
}

} // namespace fanfare
