#include "fanfare/event.hpp"

#include "messages/json_text.hpp"
#include "messages/parse_report.hpp"

#include <optional>

namespace fanfare {

namespace {

/// The reports of a body as they stand in it, and what is wrong around them.
struct dissection {
  std::vector<std::string_view> items;
  std::optional<std::string> fault;
};

/// Takes an array apart up to the first fault of its frame. Stops when there is
/// one item more than allowed: the rest makes no difference.
dissection split_array(std::string_view body, std::size_t max_items) {
  dissection parts;
  auto rest = body.substr(body.find('[') + 1);
  auto stop = [&](std::string_view why) {
    parts.fault = "not a JSON text: at byte " + std::to_string(body.size() - rest.size()) + ": " +
                  std::string{why};
    return parts;
  };
  while (parts.items.size() <= max_items) {
    auto length = value_length(rest);
    auto item = without_space_around(rest.substr(0, length));
    rest.remove_prefix(length);
    if (item.empty() && parts.items.empty() && rest.starts_with(']'))
      return {{}, "no event in the request: the array is empty"};
    if (!item.empty() || !rest.empty())
      parts.items.push_back(item);
    if (rest.empty())
      return stop("the array of events does not end");
    if (rest.starts_with('}'))
      return stop("',' or ']' is expected");
    bool last = rest.starts_with(']');
    rest.remove_prefix(1);
    if (last)
      return without_space_around(rest).empty() ? parts : stop("nothing may follow the array");
  }
  return parts;
}

dissection split_lines(std::string_view body, std::size_t max_items) {
  dissection parts;
  while (!body.empty() && parts.items.size() <= max_items) {
    auto end = body.find('\n');
    if (auto line = without_space_around(body.substr(0, end)); !line.empty())
      parts.items.push_back(line);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
  }
  if (parts.items.empty())
    parts.fault = "no event in the request: there are only empty lines";
  return parts;
}

result<std::vector<report>> read_one(std::string_view body, const report_limits& limits) {
  if (auto parsed = parse_report(body, limits.max_event_bytes); !parsed)
    return parsed.error();
  return std::vector<report>{{std::string{body}, {}}};
}

result<std::vector<report>> read_items(const dissection& parts, const report_limits& limits) {
  if (parts.items.size() > limits.max_events)
    return error{errc::too_large, "the request has more than " + std::to_string(limits.max_events) +
                                      " events (max_events); send it in parts"};
  std::vector<report> reports;
  reports.reserve(parts.items.size());
  for (auto item : parts.items) {
    if (auto parsed = parse_report(item, limits.max_event_bytes); !parsed)
      return error{parsed.error().code,
                   "event " + std::to_string(reports.size()) + ": " + parsed.error().detail};
    reports.push_back({std::string{item}, {}});
  }
  if (parts.fault)
    return error{errc::invalid_report, *parts.fault};
  return reports;
}

} // namespace

report report::of(std::string_view event_type, std::string_view payload,
                  std::string_view call_report) {
  report made;
  made.body.reserve(event_type.size() + payload.size() + call_report.size() + 48);
  made.body += "{\"event_type\":";
  made.body += json_string(event_type);
  made.body += ",\"payload\":";
  made.body += payload;
  made.body += ",\"call_report\":";
  made.body += call_report;
  made.body += '}';
  return made;
}

result<std::vector<report>> read_reports(std::string_view body, report_encoding how,
                                         const report_limits& limits) {
  if (body.size() > limits.max_body_bytes)
    return error{errc::too_large, "the request has " + std::to_string(body.size()) +
                                      " bytes; at most " + std::to_string(limits.max_body_bytes) +
                                      " are taken (max_body_bytes)"};
  auto text = without_space_around(body);
  if (text.empty())
    return error{errc::invalid_report, "no event in the request: its body is empty"};
  switch (how) {
  case report_encoding::json:
    if (text.front() != '[')
      return read_one(body, limits);
    return read_items(split_array(body, limits.max_events), limits);
  case report_encoding::ndjson:
    return read_items(split_lines(body, limits.max_events), limits);
  }
  return error{errc::internal, "no such encoding of reports"};
}

} // namespace fanfare
