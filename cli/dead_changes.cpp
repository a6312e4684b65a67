#include "cli/dead_changes.hpp"

#include "cli/arguments.hpp"
#include "cli/confirmation.hpp"
#include "cli/console.hpp"
#include "cli/dead_filter_flags.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_flags.hpp"
#include "cli/store_access.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <chrono>
#include <optional>
#include <ostream>
#include <utility>

namespace fanfare {

namespace {

std::string dead_letters(std::uint64_t count) {
  return std::to_string(count) + (count == 1 ? " dead letter" : " dead letters");
}

/// Returns what is wrong with how the dead letters are named, or nothing.
std::string_view misnamed(const arguments& said, const dead_filter& which) {
  if (said.has("--all") != names_all(which))
    return said.has("--all") ? "give either --all or what it is to be, not both."
                             : "name dead letters by their ids, or by --listener-id, --event-id, "
                               "--event-type, --since and --reason; --all means every one of them.";
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
  const auto counted = call.store->count_dead_letters(call.which);
  if (!counted)
    return fail(to, counted.error());
  const auto all = counted->replayed + counted->left + counted->full;
  if (all == 0)
    return std::nullopt;
  const auto count = dead_letters(all);
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
  if (!said.has("--dry-run") && (when == asks::always || said.has("--all")))
    if (const auto code = forbidden(said, to, call, deed))
      return *code;
  return call;
}

/// Returns the time between two of `--rate 50/s`; without it none.
result<std::chrono::microseconds> given_apart(const arguments& said) {
  const auto text = said.value("--rate");
  if (!text)
    return std::chrono::microseconds{0};
  constexpr std::pair<std::string_view, std::chrono::microseconds> units[] = {
      {"", std::chrono::seconds{1}},
      {"/s", std::chrono::seconds{1}},
      {"/m", std::chrono::minutes{1}},
      {"/h", std::chrono::hours{1}}};
  std::uint64_t count = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, wrong] = std::from_chars(text->data(), end, count);
  if (wrong == std::errc{} && count >= 1 && count <= 1'000'000)
    for (const auto& [unit, length] : units)
      if (std::string_view{stop, end} == unit)
        return length / static_cast<std::int64_t>(count);
  return error{errc::invalid_options,
               "--rate: " + *text +
                   " is no rate such as 50/s, 600/m or 1000/h, of 1 to 1000000 dead letters."};
}

int say_counts(const replay_counts& counts, std::string_view verb, const arguments& said,
               console& to) {
  if (said.has("--json")) {
    const nlohmann::ordered_json object{
        {"replayed", counts.replayed}, {"left", counts.left}, {"full", counts.full}};
    to.out << object.dump(2) << '\n';
  } else {
    to.out << dead_letters(counts.replayed) << ' ' << verb << " replayed\n";
  }
  const auto* const stay = said.has("--dry-run") ? " stay" : " stayed";
  if (counts.left > 0)
    to.err << "note: " << dead_letters(counts.left) << stay
           << ": there is no listener to deliver to. `fanfare dead drop` forgets them.\n";
  if (counts.full > 0)
    to.err << "note: " << dead_letters(counts.full) << stay
           << ": as many deliveries wait for their listener as its parked_max allows. Replay them "
              "when those are delivered, or raise parked_max.\n";
  return exit_ok;
}

int replay(const arguments& said, console& to) {
  const auto apart = given_apart(said);
  if (!apart)
    return fail_usage(to, apart.error().detail);
  auto permit = permission(said, to, asks::for_all, "replay");
  auto* call = std::get_if<permitted>(&permit);
  if (!call)
    return std::get<int>(permit);
  const auto dry = said.has("--dry-run");
  const auto counts = dry ? call->store->count_dead_letters(call->which)
                          : call->store->replay_dead_letters(call->which, *apart);
  if (!counts)
    return fail(to, counts.error());
  return say_counts(*counts, dry ? "would be" : "successfully", said, to);
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
  auto made = changing("replay", "deliver dead letters again, from their first attempt on", replay);
  made.flags.push_back({"--rate",
                        "make them due one after the other, the oldest first, so many in a "
                        "time: 50/s, 600/m or 1000/h; all at once if not given"});
  made.flags.push_back({"--dry-run", "only say how many it would be", takes::nothing});
  return made;
}

command dead_drop_command() { return changing("drop", "forget dead letters for good", drop); }

} // namespace fanfare
