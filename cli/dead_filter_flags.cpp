#include "cli/dead_filter_flags.hpp"

#include "fanfare/time_text.hpp"

#include "cli/arguments.hpp"

#include <chrono>

namespace fanfare {

std::vector<flag> dead_filter_flags() {
  return {{"--listener-id", "only those of this event listener"},
          {"--event-id", "only those of this event"},
          {"--event-type", "only those of events of exactly this type"},
          {"--since", "only those that died since then: 2026-01-31T23:59:59Z, or 2h for so long "
                      "ago (ms, s, m, h, d)"},
          {"--reason", "only those whose reason has this text in it"}};
}

result<dead_filter> given_dead_filter(const arguments& said, admin& store) {
  dead_filter which{.ids = said.operands,
                    .listener_id = said.value("--listener-id").value_or(""),
                    .event_id = said.value("--event-id").value_or(""),
                    .reason = said.value("--reason").value_or(""),
                    .event_type = said.value("--event-type").value_or("")};
  if (!which.listener_id.empty())
    if (auto found = store.find(which.listener_id))
      which.listener_id = found->id;
  if (const auto since = said.value("--since")) {
    auto when = time_or_age(*since, std::chrono::system_clock::now());
    if (!when)
      return error{when.error().code, "--since: " + when.error().detail};
    which.since = *when;
  }
  return which;
}

bool names_all(const dead_filter& which) {
  return which.ids.empty() && which.listener_id.empty() && which.event_id.empty() && !which.since &&
         which.reason.empty() && which.event_type.empty();
}

} // namespace fanfare
