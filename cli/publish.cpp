#include "cli/publish.hpp"

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "cli/exit_code.hpp"
#include "cli/given_value.hpp"
#include "cli/store_access.hpp"

#include <unistd.h>

#include <ostream>

namespace fanfare {

namespace {

bool opens_a_document(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
  auto line = text.substr(0, text.find('\n'));
  line = line.substr(0, line.find_last_not_of(blank) + 1);
  return line.starts_with('[') || (line.starts_with('{') && !line.ends_with('}'));
}

/// Whether a text can only be one JSON value wherever it is put. (Whether it is
/// one is found out by publish.) `1,"event_type":"x"` would be two members.
bool stands_alone(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string && c == '\\')
      ++i;
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '{' || c == '['))
      ++depth;
    else if (!in_string && (c == '}' || c == ']') && --depth < 0)
      return false;
    else if (!in_string && c == ',' && depth == 0)
      return false;
  }
  return !in_string && depth == 0;
}

/// Builds the one report that the flags describe.
result<std::vector<report>> described_report(const arguments& said, console& from) {
  auto part = [&](std::string_view flag) -> result<std::string> {
    auto text = given_text(flag, said.value(flag).value_or("null"), from);
    if (text && !stands_alone(*text))
      return error{errc::invalid_report, std::string{flag} + ": the value is not one JSON value."};
    return text;
  };
  auto payload = part("--payload");
  if (!payload)
    return payload.error();
  auto call_report = part("--call-report");
  if (!call_report)
    return call_report.error();
  return std::vector{report::of(said.value("--event-type").value_or(""), *payload, *call_report)};
}

result<std::vector<report>> read_source_of(const arguments& said, const report_limits& limits,
                                           console& from) {
  auto source = said.operand.value_or("-");
  if (source == "-" && ::isatty(STDIN_FILENO) != 0)
    from.err << "reading reports from the terminal, one a line; Ctrl-D ends them\n";
  // One byte more than allowed is enough to be refused.
  auto text = read_source(source, limits.max_body_bytes + 1, from);
  if (!text)
    return text.error();
  return reports_in(*text, limits);
}

/// Returns what is wrong with the flags taken together, or nothing.
std::string_view contradiction(const arguments& said) {
  bool described = said.has("--event-type");
  if (described && said.operand)
    return "give either a file or --event-type, not both.";
  if (!described && (said.has("--payload") || said.has("--call-report")))
    return "--payload and --call-report need --event-type.";
  if (said.value("--payload") == "-" && said.value("--call-report") == "-")
    return "only one of --payload and --call-report can be read from standard input.";
  return {};
}

void print_ids(const std::vector<std::string>& ids, console& to) {
  for (const auto& id : ids)
    to.out << id << '\n';
}

int publish(const arguments& said, console& to) {
  if (auto wrong = contradiction(said); !wrong.empty())
    return fail_usage(to, wrong);
  auto chosen = chosen_options(said, to);
  if (!chosen)
    return fail(to, chosen.error());
  auto reports = said.has("--event-type") ? described_report(said, to)
                                          : read_source_of(said, chosen->limits, to);
  if (!reports)
    return fail(to, reports.error());
  for (auto& one : *reports)
    one.key = said.value("--key").value_or("");
  auto store = admin::open(*chosen);
  if (!store)
    return fail(to, store.error());
  auto published = (*store)->publish(*std::move(reports));
  if (!published) {
    print_ids(published.error().stored, to);
    return fail(to, published.error());
  }
  print_ids(published->ids, to);
  return exit_ok;
}

} // namespace

result<std::vector<report>> reports_in(std::string_view text, const report_limits& limits) {
  auto lines = read_reports(text, report_encoding::ndjson, limits);
  if (lines || lines.error().code == errc::too_large)
    return lines;
  auto document = read_reports(text, report_encoding::json, limits);
  return document || opens_a_document(text) ? document : lines;
}

command publish_command() {
  return {.name = "publish",
          .description = "publish event reports and print their ids",
          .flags = {{"--event-type", "publish one event of this type instead of reading reports"},
                    {"--payload", "its payload: JSON, @FILE, or - for standard input"},
                    {"--call-report", "its call report: JSON, @FILE, or - for standard input"},
                    {"--key", "events with equal keys stay together when the journal is spread"}},
          .run = publish,
          .optional_operand = {"FILE", "reports to publish: one JSON object a line, or one JSON "
                                       "document; - or nothing reads standard input"}};
}

} // namespace fanfare
