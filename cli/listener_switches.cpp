#include "cli/listener_switches.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_changes.hpp"
#include "cli/listener_flags.hpp"
#include "cli/listener_view.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"

#include <functional>
#include <ostream>

namespace fanfare {

namespace {

constexpr std::string_view held_note =
    "What waits for it is held for as long as `hold` in its delivery says, 3 days if it says "
    "nothing; then it becomes a dead letter.";

/// What is done after the switch, with the listener as it was before.
using afterwards = std::function<int(admin&, const listener_view& before)>;

int switch_listener(const arguments& said, console& to, const listener_change& change,
                    std::string_view done, const afterwards& then) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto named = said.value("--listener-id").value_or("");
  auto before = view_of(**store, named);
  if (!before)
    return fail_listener(to, named, before.error());
  if (auto switched = (*store)->update(before->what.id, change); !switched)
    return fail_listener(to, named, switched.error());
  to.out << "Event listener successfully " << done << '\n';
  return then(**store, *before);
}

int enable(const arguments& said, console& to) {
  return switch_listener(
      said, to, {.enabled = true}, "enabled", [&to](admin&, const listener_view& before) {
        if (!before.what.enabled && !before.state.disabled_by.empty())
          to.err << "note: it had been disabled by " << printable(before.state.disabled_by)
                 << ", because " << printable(before.state.disabled_because) << ".\n";
        if (before.what.paused)
          to.err << "note: it is still paused; `fanfare event listener resume` lets go what waits "
                    "for it.\n";
        return exit_ok;
      });
}

int disable(const arguments& said, console& to) {
  return switch_listener(said, to, {.enabled = false}, "disabled",
                         [&said, &to](admin& store, const listener_view& before) -> int {
                           if (!said.has("--drop"))
                             return exit_ok;
                           auto dropped = store.drop_waiting(before.what.id);
                           if (!dropped)
                             return fail_listener(to, before.what.id, dropped.error());
                           tell_dropped(*dropped, to);
                           return exit_ok;
                         });
}

int pause(const arguments& said, console& to) {
  return switch_listener(
      said, to, {.paused = true}, "paused", [&to](admin&, const listener_view& before) {
        if (!before.what.enabled)
          to.err << "note: it is disabled, so it does not match events either.\n";
        return exit_ok;
      });
}

int resume(const arguments& said, console& to) {
  return switch_listener(
      said, to, {.paused = false}, "resumed", [&to](admin&, const listener_view& before) {
        if (!before.what.enabled)
          to.err << "note: it is still disabled; `fanfare event listener enable` lets it match "
                    "events again, and lets go what waits for it.\n";
        return exit_ok;
      });
}

} // namespace

command listener_enable_command() {
  return {.name = "enable",
          .description = "let an event listener match events again",
          .flags = {listener_id_flag()},
          .run = enable};
}

command listener_disable_command() {
  return {.name = "disable",
          .description = "keep an event listener without matching events",
          .flags = {listener_id_flag(),
                    {"--drop", "drop the deliveries that wait for it", takes::nothing}},
          .run = disable,
          .note = held_note};
}

command listener_pause_command() {
  return {.name = "pause",
          .description = "let what an event listener matches wait",
          .flags = {listener_id_flag()},
          .run = pause,
          .note = held_note};
}

command listener_resume_command() {
  return {.name = "resume",
          .description = "let go what waits for an event listener that was paused",
          .flags = {listener_id_flag()},
          .run = resume};
}

void tell_dropped(std::uint64_t deliveries, console& to) {
  if (deliveries == 1)
    to.err << "note: 1 delivery that waited for it was dropped.\n";
  else if (deliveries > 1)
    to.err << "note: " << deliveries << " deliveries that waited for it were dropped.\n";
}

} // namespace fanfare
