#include "cli/dead_changes.hpp"

#include "cli/arguments.hpp"
#include "cli/confirmation.hpp"
#include "cli/console.hpp"
#include "cli/dead_filter_flags.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_flags.hpp"
#include "cli/store_access.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <ostream>

namespace fanfare {

namespace {

/// Counting stops here: who is asked need not know more exactly.
constexpr std::size_t most_counted = 100'000;

std::string dead_letters(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " dead letter" : " dead letters");
}

/// Returns what is wrong with how the dead letters are named, or nothing.
std::string_view misnamed(const arguments& said, const dead_filter& which) {
  if (said.has("--all") != names_all(which))
    return said.has("--all") ? "give either --all or what it is to be, not both."
                             : "name dead letters by their ids, or by --listener-id, --event-id, "
                               "--since and --reason; --all means every one of them.";
  return {};
}

/// Every id that was given must name one: nothing is done before that is known.
result<void> find_each(admin& store, const std::vector<std::string>& ids) {
  for (const auto& id : ids)
    if (auto found = store.find_dead_letter(id); !found)
      return found.error();
  return {};
}

/// What a command works with when nothing speaks against it.
struct permitted {
  std::unique_ptr<admin> store;
  dead_filter which;
};

enum class asks : std::uint8_t { for_all, always };

/// Asks for what cannot be undone. Returns nothing, or the exit code.
std::optional<int> forbidden(const arguments& said, console& to, const permitted& call,
                             std::string_view deed) {
  const auto counted = call.store->dead_letters(most_counted + 1, call.which);
  if (!counted)
    return fail(to, counted.error());
  if (counted->empty())
    return std::nullopt;
  const auto count = counted->size() > most_counted ? "more than " + dead_letters(most_counted)
                                                    : dead_letters(counted->size());
  switch (ask(said, to, std::string{deed} + ' ' + count)) {
  case consent::given:
    return std::nullopt;
  case consent::refused:
    to.err << "Nothing was done.\n";
    return exit_ok;
  case consent::nobody_to_ask:
    return fail_usage(to, "this would " + std::string{deed} + ' ' + count +
                              "; say --yes, as there is no terminal to ask at.");
  }
  return exit_defect;
}

/// Opens the store and finds out what is meant and whether it may be done.
/// Returns what to work with, or the exit code.
std::variant<permitted, int> permission(const arguments& said, console& to, asks when,
                                        std::string_view deed) {
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  auto which = given_dead_filter(said, **store);
  if (!which)
    return fail_usage(to, which.error().detail);
  if (const auto wrong = misnamed(said, *which); !wrong.empty())
    return fail_usage(to, wrong);
  if (const auto found = find_each(**store, which->ids); !found)
    return fail(to, found.error());
  permitted call{*std::move(store), *std::move(which)};
  if (when == asks::always || said.has("--all"))
    if (const auto code = forbidden(said, to, call, deed))
      return *code;
  return call;
}

int replay(const arguments& said, console& to) {
  auto permit = permission(said, to, asks::for_all, "replay");
  auto* call = std::get_if<permitted>(&permit);
  if (!call)
    return std::get<int>(permit);
  const auto counts = call->store->replay_dead_letters(call->which);
  if (!counts)
    return fail(to, counts.error());
  if (said.has("--json")) {
    const nlohmann::ordered_json object{{"replayed", counts->replayed}, {"left", counts->left}};
    to.out << object.dump(2) << '\n';
  } else {
    to.out << dead_letters(counts->replayed) << " successfully replayed\n";
  }
  if (counts->left > 0)
    to.err << "note: " << dead_letters(counts->left)
           << " stayed: there is no listener to deliver to. `fanfare dead drop` forgets them.\n";
  return exit_ok;
}

int drop(const arguments& said, console& to) {
  auto permit = permission(said, to, asks::always, "drop");
  auto* call = std::get_if<permitted>(&permit);
  if (!call)
    return std::get<int>(permit);
  const auto dropped = call->store->drop_dead_letters(call->which);
  if (!dropped)
    return fail(to, dropped.error());
  if (said.has("--json"))
    to.out << nlohmann::ordered_json{{"dropped", *dropped}}.dump(2) << '\n';
  else
    to.out << dead_letters(*dropped) << " successfully dropped\n";
  return exit_ok;
}

command changing(std::string_view name, std::string_view description,
                 std::function<int(const arguments&, console&)> run) {
  auto flags = dead_filter_flags();
  flags.push_back({"--all", "every one of them", takes::nothing});
  flags.push_back({"--yes", "do not ask", takes::nothing});
  flags.push_back(json_flag());
  return {.name = name,
          .description = description,
          .flags = std::move(flags),
          .run = std::move(run),
          .optional_operand = {"ID", "ids of dead letters, as `fanfare dead list` shows them",
                               how_many::any}};
}

} // namespace

command dead_replay_command() {
  return changing("replay", "deliver dead letters again, from their first attempt on", replay);
}

command dead_drop_command() { return changing("drop", "forget dead letters for good", drop); }

} // namespace fanfare
