#include "cli/listener_check.hpp"

#include "fanfare/time_text.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_flags.hpp"
#include "cli/listener_view.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

std::string called(const listener_finding& one) {
  return "Listener " + printable(one.id) + (one.name.empty() ? "" : " (" + one.name + ")");
}

/// Which version nodes use meanwhile, and since when.
std::string meanwhile(const listener_finding& one) {
  if (!one.broken_since)
    return "No node has seen it yet.";
  return "Since " + time_text(*one.broken_since) +
         (one.version == listener_finding::in_use::last_good
              ? " nodes go on with its last good version."
              : " nodes do without it: it never was valid while one ran.");
}

void tell(const listener_finding& one, console& to) {
  to.out << called(one) << '\n'
         << hanging("  ", printable(one.problem), to.width) << '\n'
         << hanging("  ", meanwhile(one), to.width) << '\n'
         << "  Correct it where it was written, or delete it:\n"
         << "  fanfare event listener delete --listener-id " << printable(one.id) << '\n';
}

ordered_json json_of(const listener_finding& one) {
  return {{"id", one.id},
          {"name", one.name},
          {"valid", one.problem.empty()},
          {"problem", one.problem},
          {"broken_since",
           one.broken_since ? ordered_json(time_text(*one.broken_since)) : ordered_json(nullptr)},
          {"in_use", name_of(one.version)},
          {"warnings", one.warnings}};
}

void tell_all(const std::vector<listener_finding>& all, console& to) {
  std::size_t broken = 0;
  for (const auto& one : all) {
    for (const auto& warning : one.warnings)
      to.err << "note: listener " << printable(one.id) << ": " << printable(warning) << '\n';
    if (one.problem.empty())
      continue;
    ++broken;
    tell(one, to);
  }
  if (broken > 0)
    to.out << broken << " of " << all.size() << " event listeners are broken\n";
  else
    to.out << "All event listeners are valid (" << all.size() << ")\n";
}

int check(const arguments& said, console& to) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto all = (*store)->check_listeners();
  if (!all)
    return fail(to, all.error());
  if (said.has("--json")) {
    auto array = ordered_json::array();
    for (const auto& one : *all)
      array.push_back(json_of(one));
    // An id that somebody wrote by hand need not be UTF-8.
    to.out << array.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
  } else {
    tell_all(*all, to);
  }
  const bool sound = std::all_of(all->begin(), all->end(),
                                 [](const listener_finding& one) { return one.problem.empty(); });
  return sound ? exit_ok : exit_bad_input;
}

} // namespace

command listener_check_command() {
  return {.name = "check",
          .description = "validate all event listeners, also those written by hand",
          .flags = {json_flag()},
          .run = check};
}

} // namespace fanfare
