#include "engine/published_reports.hpp"

#include "messages/parse_report.hpp"

#include <string>
#include <utility>

namespace fanfare {

result<accepted_reports> accept_reports(std::vector<report> reports, const report_limits& limits) {
  if (reports.empty())
    return error{errc::invalid_report, "no event to publish"};
  if (reports.size() > limits.max_events)
    return error{errc::too_large, std::to_string(reports.size()) + " events at once; at most " +
                                      std::to_string(limits.max_events) +
                                      " are taken (max_events); send them in parts"};
  accepted_reports accepted;
  accepted.events.reserve(reports.size());
  for (auto& one : reports) {
    auto parsed = parse_report(one.body, limits.max_event_bytes);
    if (!parsed) {
      auto why = parsed.error();
      if (reports.size() > 1)
        why.detail = "event " + std::to_string(accepted.events.size()) + ": " + why.detail;
      return why;
    }
    accepted.bytes += one.body.size();
    if (accepted.bytes > limits.max_body_bytes)
      return error{errc::too_large, "the events are larger than " +
                                        std::to_string(limits.max_body_bytes) +
                                        " bytes together (max_body_bytes); send them in parts"};
    accepted.events.push_back({std::move(one.body), std::move(one.key)});
  }
  return accepted;
}

} // namespace fanfare
