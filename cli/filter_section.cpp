#include "cli/filter_section.hpp"

#include "fanfare/filter.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/text_layout.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <ostream>
#include <string>

namespace fanfare {

namespace {

const char* word_for(bool takes) { return takes ? "true" : "false"; }

/// A line with nothing but white space is no case.
bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

int test_cases(const std::string& file, console& to) {
  const auto text = read_source(file, std::numeric_limits<std::size_t>::max(), to);
  if (!text)
    return fail(to, text.error());
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (is_blank(line))
      continue;
    const auto takes = filter_case_takes(line);
    to.out << (takes ? word_for(*takes) : "error: " + printable(takes.error().detail)) << '\n';
  }
  return exit_ok;
}

/// Returns the JSON text that a flag gives: itself, or in a JSON string, as in a case.
result<std::string> given_json(const char* flag, const arguments& said, console& to) {
  auto text = given_text(flag, *said.value(flag), to);
  if (!text || !text->starts_with('"'))
    return text;
  const auto value = nlohmann::json::parse(*text, nullptr, false);
  return value.is_string() ? value.get<std::string>() : text;
}

int test_one(const arguments& said, console& to) {
  const auto filter = given_json("--filter", said, to);
  if (!filter)
    return fail(to, filter.error());
  const auto event = given_json("--event", said, to);
  if (!event)
    return fail(to, event.error());
  const auto takes = filter_takes(*filter, *event);
  if (!takes)
    return fail(to, takes.error());
  to.out << word_for(*takes) << '\n';
  return exit_ok;
}

int test(const arguments& said, console& to) {
  const auto cases = said.value("--cases");
  const bool one = said.has("--filter") && said.has("--event");
  if (cases.has_value() == one || (cases && (said.has("--filter") || said.has("--event"))))
    return fail_usage(to, "filter test takes --filter and --event, or --cases alone.");
  return cases ? test_cases(*cases, to) : test_one(said, to);
}

} // namespace

section filter_section() {
  return {
      "filter",
      "try payload filters",
      {},
      {{.name = "test",
        .description = "tell whether a filter takes an event: true or false",
        .flags = {{"--filter", "the filter, a JSON object; @FILE reads a file"},
                  {"--event", "the event report, a JSON object; @FILE reads a file"},
                  {"--cases", "file of JSON lines {\"pattern\":…,\"event\":…}; - reads standard "
                              "input. Prints true, false or \"error: …\" for each; "
                              "empty lines are skipped"}},
        .run = test}}};
}

} // namespace fanfare
