#include "cli/listener_section.hpp"

#include "cli/arguments.hpp"
#include "cli/attempt_commands.hpp"
#include "cli/console.hpp"
#include "cli/document.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_amqp.hpp"
#include "cli/listener_any.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_check.hpp"
#include "cli/listener_document.hpp"
#include "cli/listener_email.hpp"
#include "cli/listener_flags.hpp"
#include "cli/listener_http.hpp"
#include "cli/listener_switches.hpp"
#include "cli/listener_transfer.hpp"
#include "cli/listener_view.hpp"
#include "cli/store_access.hpp"

#include <nlohmann/json.hpp>

#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

void show_one(const nlohmann::json& document, console& to) {
  to.out << layout_of(document, to.width) << "\n\n";
}

int list_listeners(const arguments& said, console& to) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  if (!said.has("--json")) {
    auto all = (*store)->listeners();
    if (!all)
      return fail(to, all.error());
    for (const auto& one : *all)
      show_one(document_of(one), to);
    return exit_ok;
  }
  auto all = views_of_all(**store);
  if (!all)
    return fail(to, all.error());
  auto array = ordered_json::array();
  for (const auto& one : *all)
    array.push_back(json_of(one));
  to.out << array.dump(2) << '\n';
  return exit_ok;
}

int show_listener(const arguments& said, console& to) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto id = said.value("--listener-id").value_or("");
  auto found = view_of(**store, id);
  if (!found)
    return fail_listener(to, id, found.error());
  if (said.has("--json"))
    to.out << json_of(*found).dump(2) << '\n';
  else
    show_one(document_of(*found), to);
  return exit_ok;
}

int delete_listener(const arguments& said, console& to) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto named = said.value("--listener-id").value_or("");
  auto found = (*store)->find(named);
  if (!found)
    return fail_listener(to, named, found.error());
  auto dropped = (*store)->remove(found->id);
  if (!dropped)
    return fail_listener(to, named, dropped.error());
  to.out << "Event listener successfully deleted\n";
  tell_dropped(*dropped, to);
  return exit_ok;
}

} // namespace

section listener_section() {
  auto id = listener_id_flag();
  return {"listener",
          "manage server-side event listeners",
          {listener_amqp_section(), listener_email_section(), listener_http_section()},
          {{"list", "list all of the event listeners in the system", {json_flag()}, list_listeners},
           {"show", "show one event listener", {id, json_flag()}, show_listener},
           {"delete", "delete an event listener", {id}, delete_listener},
           listener_enable_command(),
           listener_disable_command(),
           listener_pause_command(),
           listener_resume_command(),
           listener_attempts_command(),
           listener_check_command(),
           listener_export_command(),
           listener_import_command(),
           listener_create_command(),
           listener_update_command()}};
}

} // namespace fanfare
