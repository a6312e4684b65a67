#include "cli/dead_section.hpp"

#include "fanfare/time_text.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/dead_changes.hpp"
#include "cli/dead_filter_flags.hpp"
#include "cli/document.hpp"
#include "cli/exit_code.hpp"
#include "cli/listener_flags.hpp"
#include "cli/store_access.hpp"
#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <ostream>

namespace fanfare {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t usual_limit = 100;

/// Every field, always, in a fixed order.
ordered_json json_of(const dead_letter& one) {
  return {{"id", one.id},
          {"event_id", one.event_id},
          {"listener_id", one.listener_id},
          {"part", one.part},
          {"event_type", one.event_type},
          {"reason", one.reason},
          {"attempts", one.attempts},
          {"last_answer", one.last_answer},
          {"first_failed_at", one.first_failed_at ? time_text(*one.first_failed_at) : ""},
          {"died_at", time_text(one.died_at)}};
}

/// Those that say something, for people.
nlohmann::json document_of(const dead_letter& one) {
  auto document = nlohmann::json::object();
  const auto all = json_of(one);
  for (const auto& member : all.items())
    if (!member.value().is_string() || !member.value().get_ref<const std::string&>().empty())
      document[member.key()] = member.value();
  return document;
}

/// What a receiver answered, or an unusable event holds, need not be UTF-8.
std::string text_of(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

result<std::size_t> given_limit(const arguments& said) {
  const auto text = said.value("--limit");
  if (!text)
    return usual_limit;
  std::size_t limit = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, wrong] = std::from_chars(text->data(), end, limit);
  if (wrong != std::errc{} || stop != end || limit == 0 || limit > 1'000'000)
    return error{errc::invalid_options, "--limit: " + *text + " is no number from 1 to 1000000."};
  return limit;
}

int list(const arguments& said, console& to) {
  const auto limit = given_limit(said);
  if (!limit)
    return fail_usage(to, limit.error().detail);
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto which = given_dead_filter(said, **store);
  if (!which)
    return fail_usage(to, which.error().detail);
  auto letters = (*store)->dead_letters(*limit + 1, *which);
  if (!letters)
    return fail(to, letters.error());
  const bool more = letters->size() > *limit;
  if (more)
    letters->pop_back();
  auto array = ordered_json::array();
  for (const auto& one : *letters)
    if (said.has("--json"))
      array.push_back(json_of(one));
    else
      to.out << layout_of(document_of(one), to.width) << "\n\n";
  if (said.has("--json"))
    to.out << text_of(array) << '\n';
  if (more)
    to.err << "note: these are the newest " << *limit << "; --limit shows more.\n";
  return exit_ok;
}

int show(const arguments& said, console& to) {
  if (!said.operand)
    return fail_usage(to, "name the dead letter by its id, as `fanfare dead list` shows it.");
  auto store = open_admin(said, to);
  if (!store)
    return fail(to, store.error());
  const auto found = (*store)->find_dead_letter(*said.operand);
  if (!found)
    return fail(to, found.error());
  if (said.has("--json")) {
    auto object = json_of(found->letter);
    object["report"] = found->body;
    to.out << text_of(object) << '\n';
    return exit_ok;
  }
  to.out << layout_of(document_of(found->letter), to.width) << '\n'
         << printable(found->body) << '\n';
  return exit_ok;
}

} // namespace

section dead_section() {
  auto flags = dead_filter_flags();
  flags.push_back({"--limit", "show at most so many; 100 if not given"});
  flags.push_back(json_flag());
  return {"dead",
          "look after deliveries that were given up on",
          {},
          {{.name = "list",
            .description = "list dead letters, the newest first",
            .flags = std::move(flags),
            .run = list},
           {.name = "show",
            .description = "show one dead letter with its report",
            .flags = {json_flag()},
            .run = show,
            .optional_operand = {"ID", "(required) id of the dead letter"}},
           dead_replay_command(),
           dead_drop_command()}};
}

} // namespace fanfare
